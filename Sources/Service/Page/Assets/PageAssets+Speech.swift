extension PageAssets {
    /// Answers read aloud.
    static let speech = #"""
        // Answers read aloud. Off until asked for; the choice is remembered.
        import {byId} from './dom.js';

        const storageKey = 'answer-read-aloud';
        const available = 'speechSynthesis' in window;
        let on = false;

        export const isAvailable = available;

        export function setUp() {
          const button = byId('speech');
          if (!available) return;
          on = localStorage.getItem(storageKey) === 'yes';
          const show = () => button.setAttribute('aria-pressed', String(on));
          button.hidden = false;
          show();
          button.addEventListener('click', () => {
            on = !on;
            localStorage.setItem(storageKey, on ? 'yes' : 'no');
            show();
            if (on) speak('Answers will be read aloud.');
            else silence();
          });
          // A voice that goes on after the page is left cannot be stopped by the reader.
          window.addEventListener('pagehide', silence);
        }

        /** Says it when reading aloud is on; what was being said stops. */
        export function say(text) {
          if (on) speak(text);
        }

        /** Says it whether reading aloud is on or not: for a button pressed to hear one thing. */
        export function speak(text) {
          if (!available) return;
          speechSynthesis.cancel();
          const utterance = new SpeechSynthesisUtterance(text);
          utterance.lang = 'en';
          speechSynthesis.speak(utterance);
        }

        export function silence() {
          if (available) speechSynthesis.cancel();
        }

        """#
}
