extension PageAssets {
    /// Draws the projected graph.
    static let painter = #"""
        // Draws the projected graph: far things first and fainter, names last and never over each other.

        const labelFont = (size, bold) => `${bold ? 600 : 500} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
        const depthBands = 5;

        export class Painter {
          constructor(canvas) {
            this.canvas = canvas;
            this.context = canvas.getContext('2d');
            this.widths = new Map();
            this.readTheme();
          }

          readTheme() {
            const style = getComputedStyle(document.documentElement);
            const colour = name => style.getPropertyValue(name).trim();
            this.ground = colour('--stage');
            this.line = colour('--graph-line');
            this.strong = colour('--accent');
            this.ring = colour('--ink');
            this.ramp = [1, 2, 3, 4, 5].map(step => '--rank-' + step).map(name => channels(colour(name)));
            this.heatColours = Array.from({length: 33}, (_, i) => this.mix(i / 32));
          }

          mix(heat) {
            const at = heat * (this.ramp.length - 1);
            const k = Math.min(this.ramp.length - 2, Math.floor(at));
            const [from, to] = [this.ramp[k], this.ramp[k + 1]];
            return `rgb(${from.map((value, c) => Math.round(value + (to[c] - value) * (at - k))).join(' ')})`;
          }

          colourOf(node) { return this.heatColours[Math.round(32 * node.heat)]; }

          resize(width, height) {
            // Beyond twice the resolution nothing more is seen, and every pixel costs.
            const ratio = Math.min(2, devicePixelRatio || 1);
            this.canvas.width = Math.round(width * ratio);
            this.canvas.height = Math.round(height * ratio);
            this.ratio = ratio;
            this.width = width;
            this.height = height;
          }

          draw({nodes, links, screen, hovered, selected, byRank = []}) {
            const c = this.context;
            c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
            c.clearRect(0, 0, this.width, this.height);
            if (!nodes.length) return;
            const focus = hovered || selected;
            const {near, lit} = surroundings(focus);
            this.drawLinks(links, screen, focus, lit);
            this.drawNodes(nodes, screen, focus, near);
            this.drawNames(byRank, screen, focus, near);
          }

          /** One path for each band of depth and width: a thousand links take a dozen strokes. */
          drawLinks(links, screen, focus, lit) {
            const c = this.context;
            const bands = Array.from({length: depthBands * 3}, () => []);
            for (const link of links) {
              if (!link.shown || lit.has(link)) continue;
              const depth = (screen[4 * link.a.index + 3] + screen[4 * link.b.index + 3]) / 2;
              const band = Math.min(depthBands - 1, Math.floor((depth + 1) / 2 * depthBands));
              bands[3 * band + Math.min(2, Math.floor(link.weight * 3))].push(link);
            }
            c.strokeStyle = this.line;
            bands.forEach((band, k) => {
              if (!band.length) return;
              c.globalAlpha = (0.16 + 0.5 * Math.floor(k / 3) / (depthBands - 1)) * (focus ? 0.35 : 1);
              c.lineWidth = [0.7, 1.1, 1.9][k % 3];
              c.beginPath();
              for (const link of band) trace(c, link, screen);
              c.stroke();
            });
            c.strokeStyle = this.strong;
            c.globalAlpha = 0.95;
            for (const link of lit) {
              if (!link.shown) continue;
              c.lineWidth = 1.1 + 2 * link.weight;
              c.beginPath();
              trace(c, link, screen);
              c.stroke();
            }
          }

          drawNodes(nodes, screen, focus, near) {
            const c = this.context;
            const order = nodes.filter(node => node.shown).sort((a, b) => screen[4 * a.index + 3] - screen[4 * b.index + 3]);
            for (const node of order) {
              const i = 4 * node.index;
              const faint = focus && !near.has(node);
              const radius = node.size * screen[i + 2] * (node === focus ? 1.25 : 1);
              c.globalAlpha = 1;
              c.beginPath();
              c.arc(screen[i], screen[i + 1], radius + 1.4, 0, 2 * Math.PI);
              c.fillStyle = this.ground;
              c.fill();
              c.globalAlpha = (0.5 + 0.25 * (screen[i + 3] + 1)) * (faint ? 0.35 : 1);
              c.beginPath();
              c.arc(screen[i], screen[i + 1], radius, 0, 2 * Math.PI);
              c.fillStyle = this.colourOf(node);
              c.fill();
              if (node.marked || node === focus) {
                c.beginPath();
                c.arc(screen[i], screen[i + 1], radius + 3.2, 0, 2 * Math.PI);
                c.strokeStyle = node === focus ? this.strong : this.ring;
                c.lineWidth = 1.4;
                c.stroke();
              }
            }
          }

          /** Names in order of importance, over their node or else under it; one that would touch another is left out. */
          drawNames(byRank, screen, focus, near) {
            const c = this.context;
            const taken = [];
            let left = Math.max(8, Math.min(64, Math.round(this.width * this.height / 7500)));
            const wanted = focus ? [...near, ...byRank.filter(node => !near.has(node))] : byRank;
            c.textAlign = 'center';
            c.textBaseline = 'alphabetic';
            c.lineJoin = 'round';
            for (const node of wanted) {
              if (!left) break;
              if (!node.shown) continue;
              const i = 4 * node.index, close = near.has(node);
              const size = Math.round(Math.max(10.5, Math.min(15, (10.5 + 3 * node.heat) * (0.55 + 0.45 * screen[i + 2]))));
              const bold = node.marked || node === focus;
              const name = node === focus || node.name.length <= 30 ? node.name : node.name.slice(0, 28).trimEnd() + '…';
              const half = this.nameWidth(name, size, bold) / 2 + 3;
              const x = Math.max(half, Math.min(this.width - half, screen[i]));
              if (screen[i] < -20 || screen[i] > this.width + 20) continue;
              const radius = node.size * screen[i + 2];
              const y = [screen[i + 1] - radius - 5, screen[i + 1] + radius + size + 2].find(line =>
                line > size && line < this.height - 3 && !taken.some(box =>
                  Math.abs(box.x - x) < box.half + half && Math.abs(box.y - line) < (box.size + size) * 0.52));
              if (y === undefined) continue;
              taken.push({x, y, half, size});
              left -= 1;
              c.font = labelFont(size, bold);
              c.globalAlpha = focus && !close ? 0.3 : 0.82 + 0.18 * screen[i + 3];
              c.strokeStyle = this.ground;
              c.lineWidth = 3.5;
              c.strokeText(name, x, y);
              c.fillStyle = this.colourOf(node);
              c.fillText(name, x, y);
            }
            c.globalAlpha = 1;
          }

          /** Measuring text is slow, and the same names come every frame. */
          nameWidth(name, size, bold) {
            const key = `${size}${bold ? 'b' : ''}${name}`;
            let width = this.widths.get(key);
            if (width === undefined) {
              if (this.widths.size > 4000) this.widths.clear();
              this.context.font = labelFont(size, bold);
              width = this.context.measureText(name).width;
              this.widths.set(key, width);
            }
            return width;
          }
        }

        /** The nodes and links that belong to what has the focus. */
        function surroundings(focus) {
          if (!focus) return {near: new Set(), lit: new Set()};
          if (focus.kind === 'link') return {near: new Set([focus.a, focus.b]), lit: new Set([focus])};
          const shown = focus.links.filter(link => link.shown);
          return {near: new Set([focus, ...shown.map(link => link.a === focus ? link.b : link.a)]), lit: new Set(shown)};
        }

        function trace(context, link, screen) {
          const a = 4 * link.a.index, b = 4 * link.b.index;
          context.moveTo(screen[a], screen[a + 1]);
          context.lineTo(screen[b], screen[b + 1]);
        }

        function channels(hex) {
          const value = parseInt(hex.slice(1), 16);
          return [value >> 16 & 255, value >> 8 & 255, value & 255];
        }

        """#
}
