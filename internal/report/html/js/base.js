// What the scripts of all pages share. Text from files is set with textContent only.
const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
// Invisible characters from a recording are shown as escape sequences.
const visible = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufffd]/gu, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");

const make = (tag, text, attributes = {}) => {
  const e = document.createElement(tag);
  if (text) e.textContent = text;
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  return e;
};
const svg = (name, attributes) => {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
};
const option = (select, value, text) => select.append(make("option", text, { value }));
