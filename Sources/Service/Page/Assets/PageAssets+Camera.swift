extension PageAssets {
    /// The point of view on the graph.
    static let camera = #"""
        // The point of view: a turned, magnified and shifted look at the layout, with mild perspective.

        const perspective = 2.6;

        export class Camera {
          constructor() {
            this.reset();
            this.radius = 100;
            this.centre = new Float64Array(3);
            this.width = this.height = 1;
          }

          reset() {
            // A slight tilt shows depth from the start.
            this.turn = new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]);
            this.zoom = 1;
            this.panX = this.panY = 0;
            this.rotate(0.5, 0.35);
          }

          /**
           * Looks at the middle of the layout's box from where nearly all of it is seen: a lone outlier should not make the
           * rest small. `share` says how far to go there from the present view, 1 for all the way.
           */
          follow(positions, count, share = 1) {
            if (!count) return;
            const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
            for (let i = 0; i < 3 * count; i += 1) {
              low[i % 3] = Math.min(low[i % 3], positions[i]);
              high[i % 3] = Math.max(high[i % 3], positions[i]);
            }
            const middle = low.map((value, axis) => (value + high[axis]) / 2);
            const distances = new Float64Array(count);
            for (let n = 0; n < count; n += 1) {
              distances[n] = Math.hypot(positions[3 * n] - middle[0], positions[3 * n + 1] - middle[1], positions[3 * n + 2] - middle[2]);
            }
            distances.sort();
            const radius = Math.max(30, distances[Math.floor(0.96 * (count - 1))]);
            this.radius += (radius - this.radius) * share;
            for (let axis = 0; axis < 3; axis += 1) this.centre[axis] += (middle[axis] - this.centre[axis]) * share;
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
            const [mx, my, mz] = this.centre;
            const fit = 0.45 * Math.min(this.width, this.height * 1.02) / this.radius * this.zoom;
            const centreX = this.width / 2 + this.panX, centreY = this.height / 2 + this.panY;
            for (let n = 0; n < count; n += 1) {
              const x = positions[3 * n] - mx, y = positions[3 * n + 1] - my, z = positions[3 * n + 2] - mz;
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
