import { pngOf } from '../../ui/png';

export interface Stroke {
  points: { x: number; y: number }[];
  /** Pixels of the picture. */
  width: number;
  isEraser: boolean;
}

/** Draws what was painted; where it is opaque, the mask is. */
export function drawStrokes(canvas: HTMLCanvasElement, strokes: readonly Stroke[], colour: string): void {
  const pen = canvas.getContext('2d')!;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  [pen.lineCap, pen.lineJoin, pen.strokeStyle] = ['round', 'round', colour];
  for (const { points, width, isEraser } of strokes) {
    pen.globalCompositeOperation = isEraser ? 'destination-out' : 'source-over';
    pen.lineWidth = width;
    pen.beginPath();
    points.forEach((point, index) => (index === 0 ? pen.moveTo(point.x, point.y) : pen.lineTo(point.x, point.y)));
    // A dot is a line to itself.
    if (points.length === 1) pen.lineTo(points[0]!.x, points[0]!.y);
    pen.stroke();
  }
}

/**
 * What is painted over becomes transparent, which ComfyUI's loaders read as the mask. The picture's colours stay behind it; a picture that
 * is nothing but a mask is white there and black elsewhere, so that it may be read by any of its channels.
 */
export function maskedPixels(picture: Uint8ClampedArray, painted: Uint8ClampedArray, isMaskAlone: boolean): Uint8ClampedArray {
  const made = new Uint8ClampedArray(picture);
  for (let at = 0; at < made.length; at += 4) {
    const cover = painted[at + 3]!;
    if (isMaskAlone) made.fill(cover, at, at + 3);
    made[at + 3] = 255 - cover;
  }
  return made;
}

/** The picture with its mask, as a file. */
export function withMask(picture: HTMLImageElement, strokes: readonly Stroke[], isMaskAlone: boolean): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const read = (): Uint8ClampedArray => canvas.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, canvas.width, canvas.height).data;
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(picture, 0, 0);
  const before = read();
  drawStrokes(canvas, strokes, '#000');
  return pngOf({ data: maskedPixels(before, read(), isMaskAlone), width: canvas.width, height: canvas.height });
}
