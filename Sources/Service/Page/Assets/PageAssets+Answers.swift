extension PageAssets {
    /// The list of answers.
    static let answers = #"""
        // The list of answers: what was found, how sure the service is, and where it stands.
        import {articleAddress, byId, count, fill, h, outside} from './dom.js';
        import {isAvailable, speak} from './speech.js';

        const percent = confidence => `${Math.round(100 * Math.min(1, Math.max(0, confidence || 0)))}%`;

        /** `openEdge(source, target)` shows a link's sentences; `nameOf(id)` is a concept's name, when the graph has it. */
        export class AnswerList {
          constructor({openEdge, nameOf}) {
            this.openEdge = openEdge;
            this.nameOf = nameOf;
            this.results = [];
          }

          start() {
            this.results = [];
            byId('answers').setAttribute('aria-busy', 'true');
            byId('answer-list').replaceChildren();
            byId('no-answer').hidden = true;
            byId('concepts').hidden = true;
            byId('answers-note').textContent = '';
            fill(byId('progress'), h('p', {}, h('i', {class: 'pulse', 'aria-hidden': 'true'}), 'Please wait while I retrieve an answer …'));
          }

          candidates(list) {
            if (!list.length) return;
            fill(byId('progress'),
              h('p', {}, h('i', {class: 'pulse', 'aria-hidden': 'true'}), `Reading ${count(list.length, 'sentence')} …`),
              h('ul', {}, list.slice(0, 4).map(({sentence, title, year}) =>
                h('li', {}, h('span', {}, sentence), h('small', {}, [title, year].filter(Boolean).join(', '))))));
          }

          /** One answer of a stream; it takes its place by confidence, since answers come in the order they are read. */
          add(result) {
            if (this.results.some(({sentencekey}) => sentencekey === result.sentencekey)) return;
            this.results.push(result);
            this.results.sort((a, b) => (b.confidence || 0) - (a.confidence || 0));
            this.show();
          }

          /** The whole response: its own order is the last word. */
          finish({results = [], no_answer: none = null, concepts = [], timings}) {
            this.results = results;
            byId('answers').setAttribute('aria-busy', 'false');
            byId('progress').hidden = true;
            byId('answers-note').textContent = timings?.total_ms === undefined ? ''
              : `${results.length ? count(results.length, 'answer') : 'searched'} in ${duration(timings.total_ms)}`;
            this.show();
            this.showNone(none || (results.length ? null : {}));
            fill(byId('concepts'), concepts.length ? ['Recognised in your question: ', concepts.map((concept, i) => [
              i ? ', ' : '', h('b', {title: concept.id}, concept.text || concept.name),
              concept.text && concept.name && concept.text.toLowerCase() !== concept.name.toLowerCase() ? ` (${concept.name})` : null,
              concept.excluded ? ' – marked as not important' : null,
            ])] : null);
          }

          stop() {
            byId('answers').setAttribute('aria-busy', 'false');
            byId('progress').hidden = true;
          }

          show() {
            const list = byId('answer-list');
            const opened = new Set([...list.querySelectorAll('details[open]')].map(element => element.closest('li').dataset.key));
            list.replaceChildren(...this.results.map((result, i) => this.card(result, i, opened.has(result.sentencekey))));
          }

          card(result, i, open) {
            const address = articleAddress(result);
            const heading = `answer-${i}`;
            const details = h('details', {class: 'evidence', open}, h('summary', {}, 'Evidence'));
            // Filled when opened: by then the graph, which knows the concepts' names, has come too.
            details.addEventListener('toggle', () => details.childElementCount > 1 || details.append(...this.evidence(result, address)));
            return h('li', {class: 'answer', dataset: {key: result.sentencekey, confidence: result.confidence}},
              h('article', {'aria-labelledby': heading},
                h('div', {class: 'answer-head'},
                  h('h3', {id: heading}, result.answer),
                  meter(result.confidence)),
                h('blockquote', {cite: address}, marked(result)),
                h('p', {class: 'source'},
                  outside(address, result.title || result.article_id || 'Untitled article'),
                  sourceNote(result)),
                details));
          }

          evidence(result, address) {
            const row = (name, ...value) => [h('dt', {}, name), h('dd', {}, ...value)];
            const {edge} = result;
            const names = edge && [edge.source, edge.target].map(this.nameOf).filter(Boolean);
            return [
              h('dl', {},
                result.section ? row('Section', result.section) : null,
                result.journal ? row('Journal', result.journal) : null,
                result.doi ? row('DOI', outside(articleAddress({doi: result.doi}), result.doi)) : null,
                edge ? row('Found through', h('button', {
                  type: 'button', class: 'link', dataset: {edge: `${edge.source}:${edge.target}`},
                  onclick: () => this.openEdge(edge.source, edge.target),
                }, names.length === 2 ? names.join(' — ') : 'two concepts in this sentence')) : row('Found through', 'the words of the question'),
                row('Model score', `${Number(result.score || 0).toFixed(2)}${result.cached ? ' (remembered from before)' : ''}`),
                row('Sentence key', h('code', {}, result.sentencekey))),
              h('div', {class: 'actions'},
                h('button', {type: 'button', class: 'quiet', onclick: event => copyCitation(event.currentTarget, result, address)}, 'Copy citation'),
                isAvailable ? h('button', {type: 'button', class: 'quiet', onclick: () => speak(`${result.answer}. ${result.sentence}`)}, 'Read this aloud') : ''),
            ];
          }

          showNone(none) {
            if (!none) {
              byId('no-answer').hidden = true;
              return;
            }
            const rejected = none.best_rejected;
            const why = reason(none);
            const unmatched = (none.unmatched || []).filter(word => !why.includes(word));
            fill(byId('no-answer'),
              h('h3', {}, 'No answer in these articles'),
              h('p', {}, why),
              unmatched.length ? h('p', {}, 'Not known as medical concepts: ', unmatched.map((word, i) => [i ? ', ' : '', h('b', {}, word)]), '.') : null,
              rejected?.answer ? h('details', {},
                h('summary', {}, 'The nearest thing found, not good enough to be called an answer'),
                h('p', {}, h('b', {}, rejected.answer), ` (confidence ${percent(rejected.confidence)})`),
                rejected.sentence ? h('blockquote', {}, marked(rejected)) : null,
                rejected.title ? h('p', {class: 'source'}, outside(articleAddress(rejected), rejected.title), sourceNote(rejected)) : null) : null);
          }

          /** What a listener should hear when the answers are in. */
          get summary() {
            const [best] = this.results;
            if (!best) return 'No answer was found in these articles.';
            return `${count(this.results.length, 'answer')}. The best, with a confidence of ${percent(best.confidence)}: ${best.answer}`;
          }
        }

        function sourceNote({journal, year}) {
          const note = [journal, year].filter(Boolean).join(', ');
          return note ? h('span', {class: 'note'}, note) : null;
        }

        function meter(confidence) {
          const level = confidence >= 0.7 ? 'high' : confidence >= 0.4 ? 'middle' : 'low';
          const fillBar = h('i');
          fillBar.style.width = percent(confidence);
          return h('span', {class: `meter ${level}`, title: 'How often answers this sure are right'},
            h('span', {class: 'meter-bar', 'aria-hidden': 'true'}, fillBar),
            h('span', {}, percent(confidence), h('span', {class: 'hidden'}, ' confidence')));
        }

        /** The sentence with its answer marked. */
        export function marked({sentence, answer, start_utf16: start, end_utf16: end}) {
          if (!(start >= 0 && end > start && end <= sentence.length)) {
            start = sentence.indexOf(answer);
            end = start + (answer || '').length;
            if (start < 0 || end === start) return [sentence];
          }
          return [sentence.slice(0, start), h('mark', {}, sentence.slice(start, end)), sentence.slice(end)];
        }

        const reasons = {
          no_concepts: 'No word of the question is a concept that the articles speak of.',
          no_candidates: 'No sentence speaks of what the question asks for.',
          no_sentences: 'No sentence speaks of what the question asks for.',
          low_confidence: 'Sentences were read, but none of them answers the question well enough.',
          below_threshold: 'Sentences were read, but none of them answers the question well enough.',
        };

        /** The service's reason is a sentence or a word for one; a sentence is shown as it is. */
        function reason({reason: given}) {
          if (!given) return reasons.low_confidence;
          const text = reasons[given] || given.replaceAll('_', ' ');
          const sentence = text[0].toUpperCase() + text.slice(1);
          return /[.!?]$/.test(sentence) ? sentence : sentence + '.';
        }

        const duration = ms => ms < 1 ? 'less than 1 ms' : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

        async function copyCitation(button, {title, journal, year, section, sentence}, address) {
          const text = `“${sentence}” ${[title, journal, year, section].filter(Boolean).join('. ')}.${address ? ' ' + address : ''}`;
          const before = button.textContent;
          try {
            await navigator.clipboard.writeText(text);
            button.textContent = 'Copied';
          } catch {
            button.textContent = 'The browser does not allow copying';
          }
          setTimeout(() => { button.textContent = before; }, 1800);
        }

        """#
}
