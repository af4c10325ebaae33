/**
 * A PNG of these pixels, as they are: a canvas forgets the colours of what is transparent, and behind a mask they are needed.
 */
export async function pngOf({ data, width, height }: { data: Uint8ClampedArray; width: number; height: number }): Promise<Blob> {
  const lines = new Uint8Array(height * (width * 4 + 1));
  for (let y = 0; y < height; y++) {
    // Each line begins with the filter that was used: none.
    lines.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  }
  const packed = new Response(new Blob([lines]).stream().pipeThrough(new CompressionStream('deflate')));
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // Eight bits for each of red, green, blue and alpha.
  header.setUint16(8, 0x0806);
  return new Blob(
    [signature, chunk('IHDR', new Uint8Array(header.buffer)), chunk('IDAT', new Uint8Array(await packed.arrayBuffer())), chunk('IEND')],
    { type: 'image/png' });
}

const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, data = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(data.length + 12);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(new TextEncoder().encode(name), 4);
  whole.set(data, 8);
  view.setUint32(data.length + 8, checksum(whole.subarray(4, data.length + 8)));
  return whole;
}

const table = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32, as each part of a PNG carries it. */
function checksum(bytes: Uint8Array): number {
  let value = ~0;
  for (const byte of bytes) value = table[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}
