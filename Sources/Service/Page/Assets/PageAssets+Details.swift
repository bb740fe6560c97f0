extension PageAssets {
    /// The panel for a link or a concept.
    static let details = #"""
        // The panel below the graph: the sentences of a link by year, or the neighbours of a concept.
        import * as api from './api.js';
        import {articleAddress, byId, count, fill, h, number, outside} from './dom.js';

        const pageSize = 100;
        // More sentences than anybody reads; beyond it the panel says so instead of loading on.
        const mostSentences = 500;

        export class DetailPanel {
          /** `openNode(id)`, `openEdge(a, b)`, `exclude(node)`, `expand(id)` and `closed()` are the page's answers to the buttons. */
          constructor(on) {
            this.on = on;
            this.panel = byId('detail');
            this.panel.addEventListener('keydown', event => {
              if (event.key === 'Escape') this.close();
            });
          }

          get isOpen() { return !this.panel.hidden; }

          close() {
            this.request?.abort();
            this.panel.hidden = true;
            this.panel.replaceChildren();
            this.opener?.isConnected && this.opener.focus({preventScroll: true});
            this.opener = null;
            this.on.closed();
          }

          /** Opens the panel with a title; what it held before is dropped, also when it is still on its way. */
          begin(kind, key, title) {
            this.request?.abort();
            this.request = new AbortController();
            if (!this.panel.contains(document.activeElement)) this.opener = document.activeElement;
            this.body = h('div', {class: 'detail-body'}, h('p', {class: 'note'}, 'Loading …'));
            fill(this.panel,
              h('div', {class: 'detail-head'},
                h('h3', {id: 'detail-title', tabindex: '-1'}, title),
                h('button', {type: 'button', class: 'quiet close', id: 'detail-close', 'aria-label': 'Close', onclick: () => this.close()}, '×')),
              this.body);
            Object.assign(this.panel.dataset, {kind, key, state: 'loading'});
            byId('detail-title').focus({preventScroll: true});
            if (this.panel.getBoundingClientRect().bottom > innerHeight) this.panel.scrollIntoView({block: 'nearest'});
            return this.request.signal;
          }

          async fillWith(work) {
            try {
              await work();
              this.panel.dataset.state = 'ready';
            } catch (error) {
              if (error.name === 'AbortError') return;
              fill(this.body, h('p', {class: 'problem'}, error.message));
              this.panel.dataset.state = 'failed';
            }
          }

          // A link

          showEdge(a, b, link = null) {
            const signal = this.begin('edge', `${a.id}:${b.id}`, [
              h('button', {type: 'button', class: 'name', onclick: () => this.on.openNode(a.id)}, a.name),
              h('span', {class: 'and', 'aria-label': 'and'}, '—'),
              h('button', {type: 'button', class: 'name', onclick: () => this.on.openNode(b.id)}, b.name),
            ]);
            return this.fillWith(async () => {
              const first = await api.edge(a.id, b.id, {limit: pageSize, signal});
              const sentences = [...first.results];
              const total = first.total ?? sentences.length;
              while (sentences.length < Math.min(total, mostSentences)) {
                const more = (await api.edge(a.id, b.id, {offset: sentences.length, limit: pageSize, signal})).results;
                if (!more.length) break;
                sentences.push(...more);
              }
              const counts = first.counts || tally(sentences);
              this.edge = {sentences, counts, total, names: [a.name, b.name], since: null};
              this.drawEdge(link);
            });
          }

          drawEdge(link) {
            const {sentences, counts, total} = this.edge;
            const years = Object.keys(counts).filter(year => Number(year) > 0).sort();
            const facts = [
              count(total, 'sentence'),
              link?.articles ? count(link.articles, 'article') : null,
              link?.negated >= 0.005 ? `${Math.round(100 * link.negated)}% say “not”` : null,
              Number.isFinite(link?.pmi) ? h('span', {title: 'Pointwise mutual information: above 0, the two come together more often than by chance'}, `association ${link.pmi.toFixed(1)}`) : null,
            ].filter(Boolean);
            this.list = h('div', {class: 'by-year', id: 'edge-sentences'});
            this.changed = h('p', {class: 'note', id: 'edge-since', role: 'status', 'aria-live': 'polite'});
            fill(this.body,
              h('p', {class: 'facts'}, facts.map((fact, i) => [i ? ' · ' : '', fact])),
              years.length ? this.chart(years, counts) : null,
              this.changed,
              this.list,
              sentences.length < total ? h('p', {class: 'note'}, `The first ${number(sentences.length)} of ${number(total)} sentences are shown.`) : null);
            this.showSince(null);
          }

          /** A bar a year; pressing one shows what has been written since. */
          chart(years, counts) {
            const first = Number(years[0]), last = Number(years.at(-1));
            const most = Math.max(...years.map(year => counts[year]));
            const bars = [];
            for (let year = first; year <= last; year += 1) {
              const n = counts[year] || 0;
              const bar = h('i', {'aria-hidden': 'true'});
              bar.style.height = n ? `${Math.max(6, 100 * n / most)}%` : '0';
              const crowded = last - first > 12;
              const named = !crowded || year === first || year === last || (year % 5 === 0 && year - first > 2 && last - year > 2);
              bars.push(h('li', {}, h('button', {
                type: 'button', dataset: {year}, 'aria-pressed': 'false', disabled: !n, title: `${year}: ${count(n, 'sentence')}`,
                'aria-label': `What changed since ${year}: ${count(n, 'sentence')} that year`,
                onclick: () => this.showSince(this.edge.since === year ? null : year),
              }, bar, h('span', {'aria-hidden': 'true'}, named ? String(year) : ''))));
            }
            return h('figure', {class: 'chart'},
              h('figcaption', {}, 'Sentences by year', h('span', {class: 'note'}, 'press a year to see what changed since')),
              h('ol', {id: 'edge-years'}, bars));
          }

          showSince(since) {
            const {sentences, counts, names} = this.edge;
            this.edge.since = since;
            for (const button of this.panel.querySelectorAll('#edge-years button')) {
              const year = Number(button.dataset.year);
              button.setAttribute('aria-pressed', String(year === since));
              button.classList.toggle('out', since !== null && year < since);
            }
            if (since === null) this.changed.replaceChildren();
            else {
              const after = Object.entries(counts).reduce((sum, [year, n]) => sum + (year >= since ? n : 0), 0);
              const before = Object.entries(counts).reduce((sum, [year, n]) => sum + (year < since ? n : 0), 0);
              fill(this.changed, `Since ${since}: ${count(after, 'sentence')}, against ${number(before)} before. `,
                h('button', {type: 'button', class: 'link', onclick: () => this.showSince(null)}, 'Show all years'));
            }
            this.changed.hidden = false;

            const groups = new Map();
            for (const sentence of sentences) {
              const year = Number(sentence.year) || 0;
              if (since !== null && year < since) continue;
              if (!groups.has(year)) groups.set(year, []);
              groups.get(year).push(sentence);
            }
            const ordered = [...groups].sort(([a], [b]) => b - a);
            this.list.replaceChildren(...ordered.map(([year, group]) => h('section', {dataset: {year}},
              h('h4', {}, year || 'Year unknown', h('span', {class: 'note'}, count(group.length, 'sentence'))),
              h('ul', {}, group.map(sentence => h('li', {},
                h('p', {class: 'quote'}, emphasised(sentence.sentence, names)),
                h('p', {class: 'source'}, outside(articleAddress(sentence), sentence.title || sentence.article_id),
                  h('span', {class: 'note'}, [sentence.journal, sentence.section].filter(Boolean).join(' · '))),
                sentence.summary ? h('details', {}, h('summary', {}, 'About this article'), h('p', {}, sentence.summary)) : null))))));
          }

          // A concept

          showNode(node, years) {
            const signal = this.begin('node', node.id, node.name);
            return this.fillWith(async () => {
              const {nodes = [], links = []} = await api.neighbors(node.id, years, {signal});
              const names = new Map(nodes.map(other => [other.id, other]));
              const self = {...names.get(node.id), ...node};
              const near = links
                .filter(({source, target}) => source === node.id || target === node.id)
                .map(link => ({link, other: names.get(link.source === node.id ? link.target : link.source)}))
                .filter(({other}) => other)
                .sort((x, y) => y.link.rank - x.link.rank);
              const types = self.types || [];
              // Only the Metathesaurus' own identifiers have a page there; other vocabularies' do not.
              const umls = /^C\d{7}$/.test(node.id) ? `https://uts.nlm.nih.gov/uts/umls/concept/${node.id}` : null;
              fill(this.body,
                h('p', {class: 'facts'}, types.join(' · '), types.length ? ' · ' : '', `named in ${count(self.rank, 'article')}`, ' · ', h('code', {}, node.id)),
                h('div', {class: 'actions'},
                  umls ? h('a', {id: 'umls-link', class: 'quiet button', href: umls, target: '_blank', rel: 'noopener noreferrer'}, 'UMLS ↗') : null,
                  h('button', {type: 'button', id: 'expand', class: 'quiet', onclick: () => this.on.expand(node.id)}, 'Add neighbours to the graph'),
                  h('button', {type: 'button', id: 'exclude', class: 'quiet', dataset: {id: node.id}, onclick: () => this.on.exclude(self)}, 'Mark as not important')),
                h('h4', {}, 'Neighbours', h('span', {class: 'note'}, near.length ? 'concepts in the same sentences, the most frequent first' : '')),
                near.length ? h('ul', {class: 'neighbours', id: 'neighbours'}, near.map(({link, other}) => h('li', {},
                  h('button', {type: 'button', class: 'link', onclick: () => this.on.openNode(other.id)}, other.name),
                  h('button', {
                    type: 'button', class: 'quiet', dataset: {edge: `${node.id}:${other.id}`},
                    'aria-label': `${count(link.rank, 'sentence')} with ${other.name}`,
                    onclick: () => this.on.openEdge(node.id, other.id, [self, other, link]),
                  }, count(link.rank, 'sentence'))))) : h('p', {class: 'note'}, 'None in these years.'));
            });
          }
        }

        function tally(sentences) {
          const counts = {};
          for (const {year} of sentences) if (Number(year)) counts[year] = (counts[year] || 0) + 1;
          return counts;
        }

        /** The sentence with the two concepts' names in bold where they stand as such; other names of theirs stay plain. */
        function emphasised(sentence, names) {
          const escaped = names.filter(Boolean).map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).sort((a, b) => b.length - a.length);
          if (!escaped.length) return [sentence];
          const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
          return sentence.split(pattern).map((piece, i) => i % 2 ? h('b', {}, piece) : piece);
        }

        """#
}
