extension PageAssets {
    /// The page's main module: asks, and hands what comes to the others.
    static let main = #"""
        // The page: one question at a time, its answers beside the graph of its concepts.
        import * as api from './page/api.js';
        import * as speech from './page/speech.js';
        import {AnswerList} from './page/answers.js';
        import {DetailPanel} from './page/details.js';
        import {GraphView} from './page/graph.js';
        import {YearRange} from './page/years.js';
        import {announce, byId, count, fill, h, number} from './page/dom.js';

        const graphLimit = 300;
        const tableRows = 20;

        /** What the reader asked for, and what came back. */
        const state = {question: '', years: null, nodes: [], links: [], marked: new Set(), cut: false, excluded: [], running: null};

        let rangeTimer;

        const answers = new AnswerList({openEdge, nameOf: id => view.node(id)?.name});
        const years = new YearRange({
          live: range => {
            view.setYears(range);
            showGraphNote();
            showTable();
          },
          commit: range => {
            state.years = range;
            writeAddress(true);
            document.body.dataset.state = 'asking';
            // A key held down commits at every year on the way; only the last one is worth a question.
            clearTimeout(rangeTimer);
            rangeTimer = setTimeout(() => run({keepRange: true}), 250);
          },
        });
        const view = new GraphView(byId('graph'), {
          node: node => openNode(node.id),
          link: link => openEdge(link.data.source, link.data.target),
          hover: showTip,
          spoken: text => announce(text, byId('graph-live')),
        });
        const detail = new DetailPanel({
          openNode, openEdge, exclude, expand,
          closed: () => view.select(null),
        });

        // Asking

        /** Asks again with what is in `state`. With `keepRange` the slider keeps the years it spans. */
        async function run({keepRange = false} = {}) {
          clearTimeout(rangeTimer);
          state.running?.abort();
          const running = state.running = new AbortController();
          const {signal} = running;
          const {question, years: range} = state;
          document.body.dataset.state = 'asking';
          document.title = question + ' – answer';
          byId('results').hidden = false;
          byId('problem').hidden = true;
          if (!keepRange) detail.isOpen && detail.close();
          answers.start();
          announce('Please wait while I retrieve an answer.');
          speech.say('Please wait while I retrieve an answer.');
          const outcomes = await Promise.allSettled([runGraph(question, range, signal, keepRange), runAnswers(question, range, signal)]);
          if (running !== state.running) return;
          const failed = outcomes.find(({status, reason}) => status === 'rejected' && reason.name !== 'AbortError');
          if (failed) showProblem(failed.reason);
          document.body.dataset.state = failed ? 'failed' : 'ready';
        }

        async function runAnswers(question, range, signal) {
          try {
            const response = await api.ask(question, range, {signal, on: {
              candidates: list => answers.candidates(list),
              answer: result => answers.add(result),
            }});
            answers.finish(response);
            announce(answers.summary);
            speech.say(answers.summary);
          } catch (error) {
            if (error.name !== 'AbortError') answers.stop();
            throw error;
          }
        }

        async function runGraph(question, range, signal, keepRange) {
          // The rail must span all years, so the first look is at all of them; a range is asked for on its own only where
          // the limit may have cut off links of that range.
          if (keepRange && !state.cut) {
            view.setYears(range);
            showGraphNote();
            showTable();
            return;
          }
          if (!keepRange) {
            setGraph(await api.graph(question, null, {limit: graphLimit, signal}));
            years.setCounts(yearCounts(state.links), range);
            state.cut = state.links.length >= graphLimit;
            if (range && !state.cut) view.setYears(range);
          }
          if (state.cut && (range || keepRange)) setGraph(await api.graph(question, range, {limit: graphLimit, signal}));
          if (range) view.setYears(range);
          showGraphNote();
          showTable();
        }

        function setGraph({nodes = [], links = [], concepts = []}) {
          state.nodes = nodes;
          state.links = links;
          state.marked = new Set(concepts.map(concept => concept.id));
          view.years = null;
          view.setGraph(nodes, links, state.marked);
          fill(byId('graph-empty'), nodes.length ? null : 'Nothing to draw: no concept of the question shares a sentence with another.');
          showGraphNote();
          showTable();
        }

        function yearCounts(links) {
          const counts = {};
          for (const link of links) {
            for (const [year, n] of Object.entries(link.years || {})) {
              if (Number(year) > 0) counts[year] = (counts[year] || 0) + n;
            }
          }
          return counts;
        }

        // The graph's surroundings

        function showGraphNote() {
          const {nodes, links} = byId('graph').dataset;
          byId('graph-note').textContent = Number(nodes) ? `${count(Number(nodes), 'concept')}, ${count(Number(links), 'link')}` : '';
          byId('graph').setAttribute('aria-label', `Graph of ${count(Number(nodes || 0), 'concept')} and ${count(Number(links || 0), 'link')}`);
        }

        function showTable(all = false) {
          const shown = view.links.filter(link => link.shown).sort((a, b) => b.shownRank - a.shownRank);
          const rows = all ? shown : shown.slice(0, tableRows);
          byId('table').hidden = !shown.length;
          byId('table-rows').replaceChildren(...rows.map(link => h('tr', {},
            h('td', {}, nameButton(link.a)),
            h('td', {}, nameButton(link.b)),
            h('td', {class: 'number'}, number(link.shownRank)),
            h('td', {class: 'number'}, link.data.articles === undefined ? '' : number(link.data.articles)),
            h('td', {}, Object.keys(link.data.years || {}).filter(Number).sort()[0] || link.data.created_at || ''),
            h('td', {}, h('button', {
              type: 'button', class: 'quiet', dataset: {edge: `${link.data.source}:${link.data.target}`},
              'aria-label': `Sentences about ${link.a.name} and ${link.b.name}`, onclick: () => view.open(link),
            }, 'Sentences')))));
          byId('table-more').hidden = rows.length === shown.length;
          byId('table-more').textContent = `Show all ${number(shown.length)}`;
        }

        const nameButton = node => h('button', {type: 'button', class: 'link', onclick: () => view.open(node)}, node.name);

        function showTip(thing, x, y) {
          const tip = byId('graph-tip');
          if (!thing) {
            tip.hidden = true;
            return;
          }
          if (thing.kind === 'link') {
            fill(tip, h('b', {}, `${thing.a.name} — ${thing.b.name}`), h('span', {}, count(thing.shownRank, 'sentence')));
          } else {
            fill(tip, h('b', {}, thing.name), h('span', {}, [...(thing.types || []), count(thing.rank, 'article')].join(' · ')));
          }
          // Kept inside the stage, and beside the pointer rather than under it.
          const stage = byId('stage');
          const left = Math.max(8, Math.min(stage.clientWidth - tip.offsetWidth - 8, x + 14));
          const top = y + tip.offsetHeight + 22 > stage.clientHeight ? y - tip.offsetHeight - 12 : y + 16;
          tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(8, top))}px)`;
        }

        function openEdge(source, target, known = null) {
          const link = view.linkBetween(source, target);
          const [a, b, data] = known || [view.node(source), view.node(target), link?.data];
          view.select(link);
          detail.showEdge(a || {id: source, name: source}, b || {id: target, name: target}, data);
        }

        function openNode(id) {
          const node = view.node(id) || state.nodes.find(other => other.id === id);
          view.select(view.node(id));
          detail.showNode(node ? plain(node) : {id, name: id}, state.years);
        }

        /** A node without the view's own fields. */
        const plain = ({id, name, rank, types}) => ({id, name, rank, types});

        async function expand(id) {
          try {
            const {nodes = [], links = []} = await api.neighbors(id, state.years);
            const nodeIDs = new Set(state.nodes.map(node => node.id));
            const linkIDs = new Set(state.links.map(linkID));
            const newNodes = nodes.filter(node => !nodeIDs.has(node.id)), newLinks = links.filter(link => !linkIDs.has(linkID(link)));
            state.nodes = [...state.nodes, ...newNodes];
            state.links = [...state.links, ...newLinks];
            view.setGraph(state.nodes, state.links, state.marked);
            showGraphNote();
            showTable();
            toast(newNodes.length || newLinks.length
              ? `Added ${count(newNodes.length, 'concept')} and ${count(newLinks.length, 'link')}.` : 'All its neighbours are in the graph already.');
          } catch (error) {
            toast(error.message);
          }
        }

        const linkID = ({source, target}) => source < target ? `${source}:${target}` : `${target}:${source}`;

        // Concepts that are not important to this reader

        async function exclude(node) {
          try {
            state.excluded = (await api.exclude(node.id)).excluded || [];
            detail.close();
            showExcluded();
            toast(`“${node.name}” is left out from now on.`, 'Undo', () => include(node));
            run();
          } catch (error) {
            toast(error.message);
          }
        }

        async function include(node) {
          try {
            state.excluded = (await api.include(node.id)).excluded || [];
            showExcluded();
            toast(`“${node.name}” is back.`);
            run();
          } catch (error) {
            toast(error.message);
          }
        }

        function showExcluded() {
          fill(byId('excluded'), state.excluded.length ? ['Marked as not important: ', state.excluded.map(node =>
            h('span', {class: 'chip', dataset: {id: node.id}}, node.name, h('button', {
              type: 'button', 'aria-label': `Bring ${node.name} back`, title: 'Bring back', onclick: () => include(node),
            }, 'Undo')))] : null);
        }

        // Messages

        let toastTimer;

        function toast(text, action = null, act = null) {
          clearTimeout(toastTimer);
          const box = byId('toast');
          fill(box, h('span', {}, text), action ? h('button', {type: 'button', id: 'toast-action', onclick: () => {
            box.hidden = true;
            act();
          }}, action) : null);
          announce(text);
          toastTimer = setTimeout(() => { box.hidden = true; }, action ? 9000 : 4500);
        }

        function showProblem(error) {
          const needsKey = error.status === 401;
          byId('key-form').hidden = !needsKey;
          fill(byId('problem'), h('p', {}, error.message), h('button', {type: 'button', class: 'quiet', onclick: () => {
            byId('problem').hidden = true;
            if (state.question) run();
            else start();
          }}, 'Try again'));
        }

        // The address holds the question, so that it can be kept, shared and gone back to.

        function writeAddress(replace = false) {
          const parameters = new URLSearchParams({q: state.question});
          if (state.years) [['from', 0], ['to', 1]].forEach(([name, i]) => parameters.set(name, state.years[i]));
          const address = '#' + parameters;
          if (address === location.hash) return;
          history[replace ? 'replaceState' : 'pushState'](null, '', address);
        }

        function readAddress() {
          const parameters = new URLSearchParams(location.hash.slice(1));
          const from = Number(parameters.get('from')), to = Number(parameters.get('to'));
          const question = (parameters.get('q') || '').trim();
          if (!question) {
            showStart();
            return;
          }
          byId('question').value = question;
          state.question = question;
          state.years = from > 0 && to >= from ? [from, to] : null;
          run();
        }

        function showStart() {
          state.running?.abort();
          state.question = '';
          state.years = null;
          detail.isOpen && detail.close();
          byId('question').value = '';
          byId('results').hidden = true;
          byId('problem').hidden = true;
          document.body.dataset.state = 'start';
          document.title = 'answer';
        }

        function askFor(question) {
          const trimmed = question.trim();
          if (!trimmed) return;
          byId('question').value = trimmed;
          state.question = trimmed;
          state.years = null;
          writeAddress();
          run();
        }

        async function start() {
          try {
            const {version, model, counts, years: span, sample_questions: samples = [], demo} = await api.info();
            byId('corpus').textContent = counts ? [
              demo ? 'Demo corpus' : null, count(counts.articles, 'article'), count(counts.sentences, 'sentence'),
              span?.length === 2 ? `${span[0]}–${span[1]}` : null,
            ].filter(Boolean).join(' · ') : '';
            byId('model').textContent = ['answer', version, model?.name ? `with ${model.name}` : null].filter(Boolean).join(' ') + '.';
            byId('samples').hidden = !samples.length;
            byId('sample-list').replaceChildren(...samples.slice(0, 6).map(question =>
              h('li', {}, h('button', {type: 'button', onclick: () => askFor(question)}, question))));
            state.excluded = (await api.excluded()).excluded || [];
            showExcluded();
          } catch (error) {
            if (!state.question) showProblem(error);
          }
        }

        byId('search').addEventListener('submit', event => {
          event.preventDefault();
          askFor(byId('question').value);
        });
        byId('key-form').addEventListener('submit', async event => {
          event.preventDefault();
          api.rememberKey(byId('key').value);
          byId('key').value = '';
          byId('key-form').hidden = true;
          byId('problem').hidden = true;
          await start();
          if (state.question) run();
        });
        byId('home').addEventListener('click', event => {
          event.preventDefault();
          history.pushState(null, '', location.pathname);
          showStart();
          byId('question').focus();
        });
        byId('table-more').addEventListener('click', () => showTable(true));
        byId('zoom-in').addEventListener('click', () => view.zoom(1.3));
        byId('zoom-out').addEventListener('click', () => view.zoom(1 / 1.3));
        byId('zoom-fit').addEventListener('click', () => view.fit());
        window.addEventListener('popstate', readAddress);
        document.addEventListener('keydown', event => {
          // "/" goes to the question, as in most research tools.
          if (event.key === '/' && !event.target.closest('input, textarea')) {
            event.preventDefault();
            byId('question').focus();
            byId('question').select();
          }
        });

        speech.setUp();
        start();
        readAddress();

        """#
}
