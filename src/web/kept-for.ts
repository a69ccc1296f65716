/** The same answer for so many milliseconds, and one question at a time: whoever asks often costs no more. */
export function keptFor<Value>(milliseconds: number, ask: () => Promise<Value>): () => Promise<Value> {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<Value> | null = null;
  return () => {
    const now = performance.now();
    if (answer === null || now - asked > milliseconds) {
      asked = now;
      answer = ask();
      answer.catch(() => {
        answer = null;
      });
    }
    return answer;
  };
}
