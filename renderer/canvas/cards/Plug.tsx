/** A jack at a card's edge, with the plug of a cable in it unless it is free. */
export function JackAndPlug({
  side,
  end,
  hue,
  down = false,
}: {
  readonly side: 'left' | 'right';
  readonly end: 'plugged' | 'hanging' | 'empty';
  readonly hue: number;
  readonly down?: boolean;
}) {
  return (
    <span className={`cv-jack cv-jack-${side} cv-hue-${hue} ${down ? 'is-down' : ''}`} aria-hidden="true">
      {end !== 'empty' && <span className="cv-plug" />}
      {end === 'hanging' && <HangingCable />}
    </span>
  );
}

function HangingCable() {
  return (
    <svg className="cv-hanging" width="22" height="30" viewBox="0 0 22 30" aria-hidden="true">
      <path className="cv-halo" d="M0,4C10,4 13,10 13,18" />
      <path className="cv-wire" d="M0,4C10,4 13,10 13,18" />
      <rect className="cv-loose-end" x="9.5" y="17" width="7" height="10" rx="1.5" />
    </svg>
  );
}
