extension PageAssets {
    /// Building elements without markup strings.
    static let dom = #"""
        // Building elements without markup strings: text from articles can then never become markup.

        /** An element: `h('p', {class: 'note', onclick: f, dataset: {id: 1}}, 'text', child)`. Null children are left out. */
        export function h(tag, properties = {}, ...children) {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(properties)) {
            if (value === null || value === undefined || value === false) continue;
            if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
            else if (name === 'dataset') Object.assign(element.dataset, value);
            else element.setAttribute(name, value === true ? '' : value);
          }
          append(element, children);
          return element;
        }

        function append(element, children) {
          for (const child of children) {
            if (Array.isArray(child)) append(element, child);
            else if (child !== null && child !== undefined && child !== false) element.append(child);
          }
        }

        export const byId = id => document.getElementById(id);

        /** Replaces the element's children and shows it; with no children it is hidden. */
        export function fill(element, ...children) {
          element.replaceChildren();
          append(element, children);
          element.hidden = !element.hasChildNodes();
        }

        /** "1 sentence", "1,204 sentences". */
        export const count = (n, one, many = one + 's') => `${number(n)} ${n === 1 ? one : many}`;

        export const number = n => Number(n || 0).toLocaleString('en');

        /** A link that leaves the page, or plain text where the address is none that a browser should open. */
        export function outside(address, ...children) {
          if (!/^https?:\/\//i.test(address || '')) return h('span', {}, ...children);
          return h('a', {href: address, target: '_blank', rel: 'noopener noreferrer'}, ...children);
        }

        /** Where an article can be read: its DOI before its URL, since a DOI does not move. */
        export function articleAddress({doi, url}) {
          const bare = (doi || '').trim().replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:)/i, '');
          return bare ? 'https://doi.org/' + encodeURI(bare).replace(/[?#]/g, encodeURIComponent) : url || null;
        }

        /** Says something to screen readers; the same sentence twice is still said twice. */
        export function announce(text, region = byId('status')) {
          region.textContent = region.textContent === text ? text + '\u00a0' : text;
        }

        """#
}
