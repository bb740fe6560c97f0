extension PageAssets {
    /// The force-directed layout.
    static let layout = #"""
        // A force-directed layout in three dimensions: nodes repel each other, links pull, everything leans to the centre.
        // Repulsion goes through an octree (Barnes & Hut 1986), O(n log n) a step: a far cell acts as one body.
        // All state lies in typed arrays that are reused, so a step allocates nothing.

        const openingAngleSquared = 0.8;
        // Beyond it nothing repels: parts without a link to the rest would drift out of sight.
        const farthestSquared = 240 * 240;
        const damping = 0.62;
        const restAlpha = 0.004;
        const cooling = 1 - Math.pow(restAlpha, 1 / 240);
        // Deeper cells would only come from nodes on the same spot; those share a cell instead.
        const deepest = 22;

        export class ForceLayout {
          constructor() {
            this.count = 0;
            this.positions = new Float64Array(0);
            this.alpha = 0;
          }

          get settled() { return this.alpha < restAlpha; }

          /**
           * `positions` holds x, y, z of each node and becomes the layout's own; `sources` and `targets` are node indices,
           * `closeness` (0…1 a link) says how strongly a link pulls.
           */
          setGraph(positions, sources, targets, closeness, alpha = 1) {
            const n = positions.length / 3;
            this.count = n;
            this.positions = positions;
            this.velocities = new Float64Array(3 * n);
            this.sources = sources;
            this.targets = targets;
            this.alpha = n > 1 ? alpha : 0;

            const degree = new Float64Array(n);
            for (let k = 0; k < sources.length; k += 1) {
              degree[sources[k]] += 1;
              degree[targets[k]] += 1;
            }
            // A hub must not be dragged about by each of its leaves: the end with more links moves less.
            this.strength = new Float64Array(sources.length);
            this.bias = new Float64Array(sources.length);
            this.rest = new Float64Array(sources.length);
            for (let k = 0; k < sources.length; k += 1) {
              const a = degree[sources[k]], b = degree[targets[k]];
              this.strength[k] = 0.9 / Math.min(a, b);
              this.bias[k] = a / (a + b);
              this.rest[k] = 62 - 26 * closeness[k];
            }
            this.charge = new Float64Array(n);
            for (let i = 0; i < n; i += 1) this.charge[i] = 30 + 6 * Math.sqrt(degree[i]);

            const cells = 4 * n + 64;
            if (!this.children || this.children.length < 8 * cells) {
              this.children = new Int32Array(8 * cells);
              this.mass = new Float64Array(cells);
              this.centre = new Float64Array(3 * cells);
              this.width = new Float64Array(cells);
              this.stack = new Int32Array(8 * 64);
            }
          }

          step() {
            if (this.settled) {
              this.alpha = 0;
              return;
            }
            this.alpha -= this.alpha * cooling;
            this.pullLinks();
            this.buildTree();
            this.repel();
            const {positions: p, velocities: v} = this;
            const gravity = 0.035 * this.alpha;
            for (let i = 0; i < 3 * this.count; i += 1) {
              v[i] = (v[i] - p[i] * gravity) * damping;
              p[i] += v[i];
            }
            this.recentre();
          }

          pullLinks() {
            const {positions: p, velocities: v, sources, targets, alpha} = this;
            for (let k = 0; k < sources.length; k += 1) {
              const a = 3 * sources[k], b = 3 * targets[k];
              const dx = p[b] + v[b] - p[a] - v[a];
              const dy = p[b + 1] + v[b + 1] - p[a + 1] - v[a + 1];
              const dz = p[b + 2] + v[b + 2] - p[a + 2] - v[a + 2];
              const length = Math.sqrt(dx * dx + dy * dy + dz * dz) || 1e-6;
              const pull = (length - this.rest[k]) / length * alpha * this.strength[k];
              const toB = pull * this.bias[k], toA = pull - toB;
              v[b] -= dx * toB; v[b + 1] -= dy * toB; v[b + 2] -= dz * toB;
              v[a] += dx * toA; v[a + 1] += dy * toA; v[a + 2] += dz * toA;
            }
          }

          /** A child is 0 when empty, a cell's index when positive, and ~node when negative. */
          buildTree() {
            const {positions: p, children, mass, centre, width, charge, count} = this;
            let reach = 1;
            for (let i = 0; i < 3 * count; i += 1) reach = Math.max(reach, Math.abs(p[i]));
            const limit = mass.length;
            let used = 1;
            children.fill(0, 0, 8);
            mass[0] = 0; width[0] = 2 * reach;
            centre.fill(0, 0, 3);

            for (let i = 0; i < count; i += 1) {
              const x = p[3 * i], y = p[3 * i + 1], z = p[3 * i + 2], q = charge[i];
              let cell = 0, cx = 0, cy = 0, cz = 0, half = reach;
              for (let depth = 0; ; depth += 1) {
                mass[cell] += q;
                centre[3 * cell] += q * x; centre[3 * cell + 1] += q * y; centre[3 * cell + 2] += q * z;
                const octant = (x > cx ? 1 : 0) | (y > cy ? 2 : 0) | (z > cz ? 4 : 0);
                const slot = 8 * cell + octant;
                const there = children[slot];
                if (there === 0) { children[slot] = ~i; break; }
                half /= 2;
                cx += octant & 1 ? half : -half;
                cy += octant & 2 ? half : -half;
                cz += octant & 4 ? half : -half;
                if (there > 0) { cell = there; continue; }
                // Two nodes in one octant: a new cell takes the old one, and the walk goes on in it.
                if (depth > deepest || used >= limit) break;
                const made = used++;
                children.fill(0, 8 * made, 8 * made + 8);
                width[made] = 2 * half;
                const j = ~there, jx = p[3 * j], jy = p[3 * j + 1], jz = p[3 * j + 2];
                mass[made] = charge[j];
                centre[3 * made] = charge[j] * jx; centre[3 * made + 1] = charge[j] * jy; centre[3 * made + 2] = charge[j] * jz;
                children[8 * made + ((jx > cx ? 1 : 0) | (jy > cy ? 2 : 0) | (jz > cz ? 4 : 0))] = there;
                children[slot] = made;
                cell = made;
              }
            }
            for (let c = 0; c < used; c += 1) {
              const m = mass[c] || 1;
              centre[3 * c] /= m; centre[3 * c + 1] /= m; centre[3 * c + 2] /= m;
            }
          }

          repel() {
            const {positions: p, velocities: v, children, mass, centre, width, charge, stack, alpha, count} = this;
            for (let i = 0; i < count; i += 1) {
              const x = p[3 * i], y = p[3 * i + 1], z = p[3 * i + 2];
              let fx = 0, fy = 0, fz = 0, top = 0;
              stack[top++] = 0;
              while (top > 0) {
                const cell = stack[--top];
                let dx = x - centre[3 * cell], dy = y - centre[3 * cell + 1], dz = z - centre[3 * cell + 2];
                let distance = dx * dx + dy * dy + dz * dz;
                if (width[cell] * width[cell] < openingAngleSquared * distance) {
                  if (distance > farthestSquared) continue;
                  const push = mass[cell] / distance;
                  fx += dx * push; fy += dy * push; fz += dz * push;
                  continue;
                }
                for (let octant = 0; octant < 8; octant += 1) {
                  const child = children[8 * cell + octant];
                  if (child > 0) { if (top < stack.length) stack[top++] = child; continue; }
                  if (child === 0 || child === ~i) continue;
                  const j = ~child;
                  dx = x - p[3 * j]; dy = y - p[3 * j + 1]; dz = z - p[3 * j + 2];
                  distance = Math.max(4, dx * dx + dy * dy + dz * dz);
                  const push = charge[j] / distance;
                  fx += dx * push; fy += dy * push; fz += dz * push;
                }
              }
              v[3 * i] += fx * alpha; v[3 * i + 1] += fy * alpha; v[3 * i + 2] += fz * alpha;
            }
          }

          recentre() {
            const {positions: p, count} = this;
            let x = 0, y = 0, z = 0;
            for (let i = 0; i < 3 * count; i += 3) { x += p[i]; y += p[i + 1]; z += p[i + 2]; }
            x /= count; y /= count; z /= count;
            for (let i = 0; i < 3 * count; i += 3) { p[i] -= x; p[i + 1] -= y; p[i + 2] -= z; }
          }
        }

        /** Where node `i` of `n` starts: evenly spread over a sphere, so that the same graph always settles the same way. */
        export function startingPoint(i, n) {
          const y = 1 - 2 * (i + 0.5) / n;
          const angle = i * Math.PI * (3 - Math.sqrt(5));
          const r = Math.sqrt(1 - y * y), radius = 18 * Math.cbrt(n);
          return [radius * r * Math.cos(angle), radius * y, radius * r * Math.sin(angle)];
        }

        """#
}
