extension PageAssets {
    /// The range of years.
    static let years = #"""
        // The range of years: two native range inputs on one rail, so that keys, touch and screen readers work as anywhere.
        import {byId, count, h} from './dom.js';

        export class YearRange {
          /** `live(range)` while a handle moves, `commit(range)` when it is let go; a range is [from, to] or null for all. */
          constructor({live, commit}) {
            this.live = live;
            this.commit = commit;
            this.from = byId('year-from');
            this.to = byId('year-to');
            this.span = null;
            for (const handle of [this.from, this.to]) {
              handle.addEventListener('input', () => {
                // A handle stops at the other one: a range that turns over would be read as empty.
                if (handle === this.from && this.low > this.high) this.from.value = this.high;
                if (handle === this.to && this.low > this.high) this.to.value = this.low;
                this.show();
                this.live(this.range);
              });
              handle.addEventListener('change', () => this.commit(this.range));
            }
            byId('years-reset').addEventListener('click', () => {
              this.set(null);
              this.live(null);
              this.commit(null);
              this.from.focus();
            });
          }

          get low() { return Number(this.from.value); }
          get high() { return Number(this.to.value); }

          /** [from, to], or null when every year is in it. */
          get range() {
            if (!this.span || (this.low <= this.span[0] && this.high >= this.span[1])) return null;
            return [this.low, this.high];
          }

          /** `counts` is {year: sentences}; the rail spans its years. With fewer than two years there is nothing to choose. */
          setCounts(counts, keep = null) {
            const years = Object.keys(counts).map(Number).filter(year => year > 0);
            if (keep) years.push(...keep);
            byId('years').hidden = years.length < 2;
            if (years.length < 2) {
              this.span = null;
              return;
            }
            this.span = [Math.min(...years), Math.max(...years)];
            for (const handle of [this.from, this.to]) [handle.min, handle.max] = this.span;
            const most = Math.max(1, ...Object.values(counts));
            const bars = [];
            for (let year = this.span[0]; year <= this.span[1]; year += 1) {
              const n = counts[year] || 0;
              const bar = h('i', {dataset: {year}, title: `${year}: ${count(n, 'sentence')}`});
              bar.style.height = n ? `${Math.max(8, 100 * Math.sqrt(n / most))}%` : '0';
              bars.push(bar);
            }
            byId('years-bars').replaceChildren(...bars);
            this.set(keep);
          }

          set(range) {
            if (!this.span) return;
            const clamp = year => Math.min(this.span[1], Math.max(this.span[0], year));
            [this.from.value, this.to.value] = (range || this.span).map(clamp);
            this.show();
          }

          show() {
            const [first, last] = this.span;
            const width = Math.max(1, last - first);
            const fill = byId('years-fill').style;
            fill.setProperty('--from', (this.low - first) / width);
            fill.setProperty('--to', (this.high - first) / width);
            byId('years-output').value = this.low === this.high ? `${this.low}` : `${this.low} – ${this.high}`;
            byId('years-reset').hidden = !this.range;
            for (const bar of byId('years-bars').children) {
              bar.classList.toggle('out', bar.dataset.year < this.low || bar.dataset.year > this.high);
            }
            // With both handles at the end the lower one must be on top, or neither could be moved.
            this.from.classList.toggle('on-top', this.low > (first + last) / 2);
          }
        }

        """#
}
