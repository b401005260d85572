// The line to the server: events come in on a stream, acts go out as posts.

/** Calls hear(event) for everything that happens; online(true or false) when the line is there or lost. */
export function listen(hear, online) {
  const stream = new EventSource("demo/events");
  stream.addEventListener("open", () => online(true));
  stream.addEventListener("error", () => {
    online(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(hear, online), 1500);
  });
  stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
}

/** Lets a person do something; false if the server could not be reached or refused it. */
export async function act(name, body) {
  return (await post(name, body))?.ok ?? false;
}

/** Posts and gives the answer's JSON; null if the server could not be reached or refused it. */
export async function tell(name, body) {
  const answer = await post(name, body);
  return answer?.ok ? answer.json() : null;
}

async function post(name, body) {
  try {
    return await fetch(`demo/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}
