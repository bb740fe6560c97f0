extension PageAssets {
    /// The calls to the service.
    static let api = #"""
        // The service's HTTP interface, as the page uses it.

        /** What went wrong, in words for the reader. `status` is 0 when no answer came at all. */
        export class ServiceError extends Error {
          constructor(message, status = 0, code = '') {
            super(message);
            this.status = status;
            this.code = code;
          }
        }

        const keyName = 'answer-api-key';

        /** Kept for this tab only: a key on a shared machine should not outlive the visit. */
        export const rememberKey = key => sessionStorage.setItem(keyName, key);

        async function send(method, path, body, {signal, accept = 'application/json'} = {}) {
          const headers = {Accept: accept};
          if (body !== undefined) headers['Content-Type'] = 'application/json';
          const key = sessionStorage.getItem(keyName);
          if (key) headers.Authorization = 'Bearer ' + key;
          let response;
          try {
            response = await fetch(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal});
          } catch (error) {
            if (error.name === 'AbortError') throw error;
            throw new ServiceError('The service does not answer. Is “answer serve” still running?');
          }
          if (!response.ok) throw await failure(response);
          return response;
        }

        async function failure(response) {
          let message = '', code = '';
          try {
            ({message = '', code = ''} = (await response.json()).error || {});
          } catch { /* an error from something in between, with no JSON in it */ }
          const wait = response.headers.get('Retry-After');
          if (response.status === 503 && wait) message = `${message || 'The service is busy.'} Try again in ${wait} s.`;
          return new ServiceError(message || `The service answered with status ${response.status}.`, response.status, code);
        }

        async function json(method, path, body, options) {
          const response = await send(method, path, body, options);
          try {
            return await response.json();
          } catch (error) {
            if (error.name === 'AbortError') throw error;
            throw new ServiceError('The service sent something that is not JSON.', response.status);
          }
        }

        /** `years` is [from, to], or null for all of them. */
        const withYears = (body, years) => years ? {...body, years: [`${years[0]}:${years[1]}`]} : body;

        export const info = () => json('GET', '/info');

        export const graph = (search, years, {limit = 300, signal} = {}) =>
          json('POST', '/gsearch', withYears({search, limit}, years), {signal});

        export const neighbors = (id, years, {limit = 40, signal} = {}) =>
          json('GET', `/neighbors/${encodeURIComponent(id)}?limit=${limit}` + (years ? `&years=${years[0]}:${years[1]}` : ''),
            undefined, {signal});

        export const edge = (a, b, {offset = 0, limit = 100, signal} = {}) =>
          json('GET', `/edge/edges:${encodeURIComponent(a)}:${encodeURIComponent(b)}?offset=${offset}&limit=${limit}`,
            undefined, {signal});

        export const excluded = () => json('GET', '/exclude');
        export const exclude = id => json('POST', '/exclude', {id});
        export const include = id => json('DELETE', '/exclude', {id});

        /**
         * Answers a question. `on.candidates` and `on.answer` are called as the sentences and answers come;
         * the promise gives the whole response. A stream that breaks off is asked for once more as plain JSON.
         */
        export async function ask(search, years, {signal, on = {}} = {}) {
          const body = withYears({search}, years);
          let response;
          try {
            response = await send('POST', '/qasearch', body, {signal, accept: 'text/event-stream, application/json;q=0.5'});
          } catch (error) {
            if (error.status !== 406 && error.status !== 415) throw error;
            return json('POST', '/qasearch', body, {signal});
          }
          if (!(response.headers.get('Content-Type') || '').startsWith('text/event-stream')) return response.json();

          try {
            for await (const {event, data} of serverSentEvents(response.body)) {
              if (event === 'candidates') on.candidates?.(data.candidates || []);
              else if (event === 'answer') on.answer?.(data);
              else if (event === 'done') return data;
              else if (event === 'error') {
                const {message = 'The answer was interrupted.', code = ''} = data.error || data;
                throw new ServiceError(message, 500, code);
              }
            }
          } catch (error) {
            if (error.name === 'AbortError' || error instanceof ServiceError) throw error;
          }
          return json('POST', '/qasearch', body, {signal});
        }

        /** EventSource can only GET, so the format is read here: blocks of `event:` and `data:` lines, a blank line after each. */
        async function* serverSentEvents(stream) {
          const reader = stream.getReader();
          const decoder = new TextDecoder();
          let rest = '';
          try {
            for (;;) {
              const {value, done} = await reader.read();
              rest += done ? decoder.decode() : decoder.decode(value, {stream: true});
              const blocks = rest.split(/\r?\n\r?\n/);
              rest = done ? '' : blocks.pop();
              for (const block of blocks) {
                let event = 'message';
                const data = [];
                for (const line of block.split(/\r?\n/)) {
                  if (line.startsWith('event:')) event = line.slice(6).trim();
                  else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
                }
                if (data.length) yield {event, data: JSON.parse(data.join('\n'))};
              }
              if (done) return;
            }
          } finally {
            reader.cancel().catch(() => {});
          }
        }

        """#
}
