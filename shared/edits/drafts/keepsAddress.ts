/** Said of a guest that goes to another network while it runs. */
export const KEEPS_ADDRESS =
  'The guest doesn’t notice and keeps its IP address until it asks for a new one: renew its lease, or unplug and replug its cable.';
