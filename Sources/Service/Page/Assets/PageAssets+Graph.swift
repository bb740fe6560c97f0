extension PageAssets {
    /// The graph: what is shown, picked and turned.
    static let graph = #"""
        // The graph on its canvas: what is shown, what is under the pointer, and how it is turned.
        // Frames are drawn only while something moves; a settled graph costs nothing.
        import {Camera} from './camera.js';
        import {Painter} from './painter.js';
        import {ForceLayout, startingPoint} from './layout.js';

        const stillPreferred = matchMedia('(prefers-reduced-motion: reduce)');
        // Two steps a frame settle 300 nodes in about two seconds; one would look slow, four hectic.
        const stepsAFrame = 2;

        export class GraphView {
          /** `on` has node(node), link(link), hover(node or link or null, x, y) and spoken(text). */
          constructor(canvas, on) {
            this.canvas = canvas;
            this.on = on;
            this.camera = new Camera();
            this.painter = new Painter(canvas);
            this.layout = new ForceLayout();
            this.nodes = [];
            this.links = [];
            this.screen = new Float64Array(0);
            this.hovered = this.selected = null;
            this.spin = [0, 0];
            this.frameAsked = false;
            this.pointers = new Map();
            this.listen();
            new ResizeObserver(() => this.resize()).observe(canvas);
            matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
              this.painter.readTheme();
              this.askFrame();
            });
            // Tests, and nothing else, ask the canvas what lies where.
            canvas.graphView = this;
          }

          // Content

          /**
           * Shows nodes {id, name, rank} and links {source, target, rank, years}. Nodes that were there keep their place,
           * so that a reader does not lose sight of them. `marked` are the ids of the question's own concepts.
           */
          setGraph(nodes, links, marked = new Set()) {
            const before = new Map(this.nodes.map((node, i) => [node.id, i]));
            const old = this.layout.positions;
            const index = new Map();
            this.nodes = [];
            for (const node of nodes) {
              if (index.has(node.id)) continue;
              index.set(node.id, this.nodes.length);
              this.nodes.push({...node, index: this.nodes.length, marked: marked.has(node.id), links: [], shown: true});
            }
            this.links = [];
            for (const link of links) {
              const a = this.nodes[index.get(link.source)], b = this.nodes[index.get(link.target)];
              if (!a || !b || a === b) continue;
              const made = {kind: 'link', a, b, data: link, shown: true, shownRank: link.rank};
              this.links.push(made);
              a.links.push(made);
              b.links.push(made);
            }

            const n = this.nodes.length;
            const positions = new Float64Array(3 * n);
            let kept = 0;
            for (const node of this.nodes) {
              const was = before.get(node.id);
              if (was === undefined) continue;
              positions.set(old.subarray(3 * was, 3 * was + 3), 3 * node.index);
              node.placed = true;
              kept += 1;
            }
            for (const node of this.nodes) {
              if (node.placed) continue;
              const [x, y, z] = startingPoint(node.index, n);
              // A newcomer starts beside something it is linked to, a little to its own side.
              const host = node.links.map(link => link.a === node ? link.b : link.a).find(other => other.placed);
              const h = host ? 3 * host.index : -1;
              positions.set(host ? [positions[h] + x * 0.3, positions[h + 1] + y * 0.3, positions[h + 2] + z * 0.3] : [x, y, z],
                3 * node.index);
            }

            const most = Math.max(1, ...this.links.map(link => link.data.rank || 1));
            const closeness = Float64Array.from(this.links, link => Math.log1p(link.data.rank || 1) / Math.log1p(most));
            this.links.forEach((link, k) => { link.weight = closeness[k]; });
            // Ranks have a long tail: by their logarithm, and from the lowest there is, the colours spread over all of them.
            const heats = this.nodes.map(node => Math.log1p(Math.max(0, node.rank || 0)));
            const coldest = Math.min(...heats), range = Math.max(1e-6, Math.max(...heats) - coldest);
            for (const node of this.nodes) {
              node.heat = (heats[node.index] - coldest) / range;
              node.size = 2.6 + 4.4 * node.heat;
            }
            this.byRank = [...this.nodes].sort((a, b) => b.marked - a.marked || (b.rank || 0) - (a.rank || 0));
            this.layout.setGraph(
              positions,
              Int32Array.from(this.links, link => link.a.index),
              Int32Array.from(this.links, link => link.b.index),
              closeness,
              kept > n / 2 ? 0.4 : 1);
            this.screen = new Float64Array(4 * n);
            this.hovered = null;
            this.selected = this.keepSelection();
            if (!kept) {
              this.camera.reset();
              this.camera.follow(this.layout.positions, this.nodes.length);
            }
            this.setYears(this.years || null);
            this.canvas.dataset.settled = 'false';
            if (stillPreferred.matches) this.settleAtOnce();
            this.askFrame();
          }

          keepSelection() {
            if (!this.selected) return null;
            if (this.selected.kind === 'link') {
              const {source, target} = this.selected.data;
              return this.linkBetween(source, target);
            }
            return this.node(this.selected.id);
          }

          node(id) { return this.nodes.find(node => node.id === id) || null; }

          linkBetween(a, b) {
            return this.links.find(({data: {source, target}}) =>
              (source === a && target === b) || (source === b && target === a)) || null;
          }

          /** Shows only links with a sentence in [from, to]; places stay, so that two ranges can be compared by eye. */
          setYears(years) {
            this.years = years;
            for (const node of this.nodes) node.shown = !years || node.marked;
            for (const link of this.links) {
              link.shownRank = years ? sentencesWithin(link.data, years) : link.data.rank;
              link.shown = link.shownRank > 0;
              if (link.shown) link.a.shown = link.b.shown = true;
            }
            this.canvas.dataset.nodes = this.nodes.filter(node => node.shown).length;
            this.canvas.dataset.links = this.links.filter(link => link.shown).length;
            this.askFrame();
          }

          select(thing) {
            this.selected = thing;
            this.askFrame();
          }

          // Frames

          askFrame() {
            if (this.frameAsked) return;
            this.frameAsked = true;
            requestAnimationFrame(() => this.frame());
          }

          frame() {
            this.frameAsked = false;
            let moving = false;
            if (!this.layout.settled) {
              for (let k = 0; k < stepsAFrame; k += 1) this.layout.step();
              this.camera.follow(this.layout.positions, this.nodes.length, 0.12);
              // While it settles it turns a little, which shows that there is a third dimension.
              if (!this.pointers.size) this.camera.rotate(0.004 * this.layout.alpha, 0);
              moving = true;
              if (this.layout.settled) this.canvas.dataset.settled = 'true';
            } else if (this.nodes.length < 2) {
              this.canvas.dataset.settled = 'true';
            }
            if (!this.pointers.size && Math.hypot(...this.spin) > 0.0006) {
              this.camera.rotate(...this.spin);
              this.spin = this.spin.map(speed => speed * 0.92);
              moving = true;
            }
            this.camera.project(this.layout.positions, this.nodes.length, this.screen);
            this.painter.draw(this);
            if (moving) this.askFrame();
          }

          settleAtOnce() {
            while (!this.layout.settled) this.layout.step();
            this.camera.follow(this.layout.positions, this.nodes.length);
            this.canvas.dataset.settled = 'true';
          }

          resize() {
            const {clientWidth: width, clientHeight: height} = this.canvas;
            if (!width || !height) return;
            this.camera.width = width;
            this.camera.height = height;
            this.painter.resize(width, height);
            // A resized canvas is blank until drawn; waiting for the next frame would flicker.
            this.frame();
          }

          fit() {
            this.camera.reset();
            this.camera.follow(this.layout.positions, this.nodes.length);
            this.askFrame();
          }

          zoom(factor) {
            this.camera.magnify(factor);
            this.askFrame();
          }

          // What lies under a point

          /** The node or link at a point of the canvas, the nearest to the reader first. */
          pick(x, y, slack = 5) {
            const s = this.screen;
            let best = null, nearest = -Infinity;
            for (const node of this.nodes) {
              if (!node.shown) continue;
              const i = 4 * node.index;
              const reach = node.size * s[i + 2] + slack;
              const dx = s[i] - x, dy = s[i + 1] - y;
              if (dx * dx + dy * dy < reach * reach && s[i + 3] > nearest) {
                nearest = s[i + 3];
                best = node;
              }
            }
            if (best) return best;
            let closest = slack * slack;
            for (const link of this.links) {
              if (!link.shown) continue;
              const a = 4 * link.a.index, b = 4 * link.b.index;
              const vx = s[b] - s[a], vy = s[b + 1] - s[a + 1];
              const along = Math.max(0, Math.min(1, ((x - s[a]) * vx + (y - s[a + 1]) * vy) / (vx * vx + vy * vy || 1)));
              const dx = s[a] + along * vx - x, dy = s[a + 1] + along * vy - y;
              const distance = dx * dx + dy * dy;
              if (distance < closest) {
                closest = distance;
                best = link;
              }
            }
            return best;
          }

          /** A point of the canvas at which `pick` gives that node or link, or null when it is covered everywhere. */
          pointOn(thing) {
            const s = this.screen;
            const inside = (x, y) => x > 2 && y > 2 && x < this.camera.width - 2 && y < this.camera.height - 2;
            if (thing.kind !== 'link') {
              const i = 4 * thing.index;
              return inside(s[i], s[i + 1]) && this.pick(s[i], s[i + 1]) === thing ? {x: s[i], y: s[i + 1]} : null;
            }
            const a = 4 * thing.a.index, b = 4 * thing.b.index;
            for (const along of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
              const x = s[a] + along * (s[b] - s[a]), y = s[a + 1] + along * (s[b + 1] - s[a + 1]);
              if (inside(x, y) && this.pick(x, y) === thing) return {x, y};
            }
            return null;
          }

          hover(thing, x = 0, y = 0) {
            this.on.hover(thing, x, y);
            if (thing === this.hovered) return;
            this.hovered = thing;
            this.canvas.style.cursor = thing ? 'pointer' : '';
            this.askFrame();
          }

          open(thing) {
            if (!thing) return;
            this.select(thing);
            if (thing.kind === 'link') this.on.link(thing);
            else this.on.node(thing);
          }

          // Pointer, wheel and keys

          listen() {
            const canvas = this.canvas;
            const place = event => {
              const box = canvas.getBoundingClientRect();
              return [event.clientX - box.left, event.clientY - box.top];
            };
            canvas.addEventListener('contextmenu', event => event.preventDefault());
            canvas.addEventListener('pointerdown', event => {
              const [x, y] = place(event);
              canvas.setPointerCapture(event.pointerId);
              this.pointers.set(event.pointerId, {x, y, fromX: x, fromY: y, moved: false});
              this.spin = [0, 0];
              if (this.pointers.size > 1) for (const pointer of this.pointers.values()) pointer.moved = true;
            });
            canvas.addEventListener('pointermove', event => {
              const [x, y] = place(event);
              const pointer = this.pointers.get(event.pointerId);
              if (!pointer) {
                if (event.pointerType !== 'touch') this.hover(this.pick(x, y), x, y);
                return;
              }
              const dx = x - pointer.x, dy = y - pointer.y;
              if (Math.hypot(x - pointer.fromX, y - pointer.fromY) > 5) pointer.moved = true;
              if (this.pointers.size === 2) this.pinch(event.pointerId, x, y);
              else if (pointer.moved && (event.shiftKey || event.buttons & 6)) this.pan(dx, dy);
              else if (pointer.moved) {
                const turn = 2.4 / Math.min(this.camera.width, this.camera.height);
                this.camera.rotate(dx * turn, dy * turn);
                this.spin = stillPreferred.matches ? [0, 0] : [dx * turn, dy * turn];
                pointer.last = performance.now();
                this.askFrame();
              }
              pointer.x = x;
              pointer.y = y;
              if (pointer.moved) this.hover(null);
            });
            const release = event => {
              const pointer = this.pointers.get(event.pointerId);
              this.pointers.delete(event.pointerId);
              if (!pointer) return;
              if (event.type === 'pointerup' && !pointer.moved) {
                const thing = this.pick(pointer.x, pointer.y, event.pointerType === 'touch' ? 14 : 5);
                if (thing) this.open(thing);
                else this.select(null);
              }
              // A pause before letting go means "stop here", not "go on turning".
              if (!pointer.moved || performance.now() - (pointer.last || 0) > 60) this.spin = [0, 0];
              this.askFrame();
            };
            canvas.addEventListener('pointerup', release);
            canvas.addEventListener('pointercancel', release);
            canvas.addEventListener('pointerleave', () => { if (!this.pointers.size) this.hover(null); });
            canvas.addEventListener('wheel', event => {
              event.preventDefault();
              const lines = event.deltaMode === 1 ? 16 : 1;
              this.camera.magnify(Math.exp(-Math.max(-80, Math.min(80, event.deltaY * lines)) * 0.0022), ...place(event));
              this.askFrame();
            }, {passive: false});
            canvas.addEventListener('keydown', event => this.key(event));
            canvas.addEventListener('blur', () => this.hover(null));
          }

          pan(dx, dy) {
            this.camera.panX += dx;
            this.camera.panY += dy;
            this.askFrame();
          }

          /** Two fingers: their distance magnifies, their middle moves. */
          pinch(id, x, y) {
            const [first, second] = [...this.pointers.keys()];
            const other = this.pointers.get(id === first ? second : first);
            const moved = this.pointers.get(id);
            const before = Math.hypot(moved.x - other.x, moved.y - other.y) || 1;
            const after = Math.hypot(x - other.x, y - other.y) || 1;
            this.camera.magnify(after / before, (x + other.x) / 2, (y + other.y) / 2);
            this.pan((x - moved.x) / 2, (y - moved.y) / 2);
          }

          key(event) {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
            const arrow = arrows[event.key];
            const key = event.key.toLowerCase();
            if (arrow && event.shiftKey) this.pan(24 * arrow[0], 24 * arrow[1]);
            else if (arrow) {
              this.camera.rotate(0.09 * arrow[0], 0.09 * arrow[1]);
              this.askFrame();
            } else if (key === '+' || key === '=') this.zoom(1.2);
            else if (key === '-' || key === '_') this.zoom(1 / 1.2);
            else if (key === '0') this.fit();
            else if (key === 'n' || key === 'p') this.walkNodes(key === 'n' ? 1 : -1);
            else if (key === 'l') this.walkLinks();
            else if (key === 'enter' || key === ' ') this.open(this.hovered || this.selected);
            else if (key === 'escape') {
              this.hover(null);
              this.select(null);
            } else return;
            event.preventDefault();
          }

          walkNodes(step) {
            const shown = this.byRank.filter(node => node.shown);
            if (!shown.length) return;
            const at = this.hovered?.kind === 'link' ? this.origin : this.hovered || this.selected;
            const node = shown[(shown.indexOf(at) + step + shown.length) % shown.length] || shown[0];
            this.hover(node, this.screen[4 * node.index], this.screen[4 * node.index + 1]);
            this.origin = node;
            this.on.spoken(`${node.name}, in ${node.rank} articles, ${node.links.filter(link => link.shown).length} links`);
          }

          /** Through the links of the node last walked to, the strongest first. */
          walkLinks() {
            const origin = this.origin && this.nodes.includes(this.origin) ? this.origin : this.byRank[0];
            const links = (origin?.links || []).filter(link => link.shown).sort((x, y) => y.shownRank - x.shownRank);
            if (!links.length) return;
            this.origin = origin;
            const link = links[(links.indexOf(this.hovered) + 1) % links.length];
            const s = this.screen, a = 4 * link.a.index, b = 4 * link.b.index;
            this.hover(link, (s[a] + s[b]) / 2, (s[a + 1] + s[b + 1]) / 2);
            this.on.spoken(`${link.a.name} and ${link.b.name}, ${link.shownRank} sentences`);
          }
        }

        /** How many sentences a link has in [from, to]. */
        export function sentencesWithin(link, [from, to]) {
          let sum = 0;
          for (const [year, sentences] of Object.entries(link.years || {})) {
            if (year >= from && year <= to) sum += sentences;
          }
          return sum;
        }

        """#
}
