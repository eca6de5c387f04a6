/** A failure to tell the user as it is: what went wrong, and what to do next. */
export class UserFailure extends Error {
  override readonly name = 'UserFailure';
  /** One plain sentence; empty when there is nothing to do. */
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}
