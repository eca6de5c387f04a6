import { ensureMachineImage, NoPackages } from './image/image.mjs';
import { machineObstacle } from './obstacle.mjs';

/** Makes the machine’s disk before two test files want it at once. Where it can’t be made each test is skipped and says why. */
export default function makeImageOnce(): void {
  if (machineObstacle() !== null) return;
  try {
    ensureMachineImage();
  } catch (error) {
    if (!(error instanceof NoPackages)) throw error;
  }
}
