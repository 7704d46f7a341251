// Links to moments: #match=ID&t=SECONDS.
const follow = () => {
  const link = new URLSearchParams(location.hash.slice(1));
  if (link.has("match")) open(link.get("match"), Number(link.get("t")) * data.tickRate);
};
window.addEventListener("hashchange", follow);
follow();
