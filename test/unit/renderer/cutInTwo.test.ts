import { describe, expect, it } from 'vitest';
import { cutInTwo } from '#renderer/ui/cutInTwo.ts';

describe('cutInTwo', () => {
  it('keeps the end of a long name, by which those of a series differ', () => {
    expect(cutInTwo('customer-production-db-01')).toEqual(['customer-production', '-db-01']);
    expect(cutInTwo('customer-production-db-02')).toEqual(['customer-production', '-db-02']);
  });

  it('leaves a short name whole', () => {
    expect(cutInTwo('home-assista')).toBeNull();
    expect(cutInTwo('home-assistan')).toEqual(['home-as', 'sistan']);
    expect(cutInTwo('')).toBeNull();
  });

  it('cuts no character in half', () => {
    expect(cutInTwo(`${'a'.repeat(10)}${'🦊'.repeat(6)}`)).toEqual(['a'.repeat(10), '🦊'.repeat(6)]);
  });
});
