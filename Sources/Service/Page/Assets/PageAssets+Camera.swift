extension PageAssets {
    /// The point of view on the graph.
    static let camera = #"""
        // The point of view: a turned, magnified and shifted look at the layout, with mild perspective.

        const perspective = 2.6;

        export class Camera {
          constructor() {
            this.reset();
            this.radius = 100;
            this.width = this.height = 1;
          }

          reset() {
            // A slight tilt shows depth from the start.
            this.turn = new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]);
            this.zoom = 1;
            this.panX = this.panY = 0;
            this.rotate(0.5, 0.35);
          }

          /** Turns by angles in radians around the screen's upright and level axes. */
          rotate(yaw, pitch) {
            const [a, b, c, d, e, f, g, h, i] = this.turn;
            const cy = Math.cos(yaw), sy = Math.sin(yaw), cp = Math.cos(pitch), sp = Math.sin(pitch);
            const top = [cy * a + sy * g, cy * b + sy * h, cy * c + sy * i];
            const back = [cy * g - sy * a, cy * h - sy * b, cy * i - sy * c];
            this.turn.set([
              ...top,
              cp * d - sp * back[0], cp * e - sp * back[1], cp * f - sp * back[2],
              sp * d + cp * back[0], sp * e + cp * back[1], sp * f + cp * back[2],
            ]);
          }

          /** Magnifies around a point of the screen, which stays where it is. */
          magnify(factor, x = this.width / 2, y = this.height / 2) {
            const zoom = Math.min(12, Math.max(0.3, this.zoom * factor));
            const done = zoom / this.zoom;
            this.panX = (this.panX - (x - this.width / 2)) * done + (x - this.width / 2);
            this.panY = (this.panY - (y - this.height / 2)) * done + (y - this.height / 2);
            this.zoom = zoom;
          }

          /** Writes x, y, scale and nearness (-1 far … 1 near) of each node into `out`, four numbers a node. */
          project(positions, count, out) {
            const [a, b, c, d, e, f, g, h, i] = this.turn;
            const away = perspective * this.radius;
            const fit = 0.43 * Math.min(this.width, this.height * 1.15) / this.radius * this.zoom;
            const centreX = this.width / 2 + this.panX, centreY = this.height / 2 + this.panY;
            for (let n = 0; n < count; n += 1) {
              const x = positions[3 * n], y = positions[3 * n + 1], z = positions[3 * n + 2];
              const depth = g * x + h * y + i * z;
              const scale = away / Math.max(0.2 * away, away - depth);
              out[4 * n] = centreX + (a * x + b * y + c * z) * fit * scale;
              out[4 * n + 1] = centreY + (d * x + e * y + f * z) * fit * scale;
              out[4 * n + 2] = scale;
              out[4 * n + 3] = Math.max(-1, Math.min(1, depth / this.radius));
            }
          }
        }

        """#
}
