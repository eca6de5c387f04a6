// @ts-check
// Makes the machine’s disk while other tests run, for those that come later. What fails here fails there again, and is told.
import { ensureMachineImage } from './image/image.mjs';

ensureMachineImage();
