// Work for later, that can be called off.

export type Later = (milliseconds: number, work: () => void) => () => void;

export const later: Later = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};
