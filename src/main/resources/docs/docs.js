"use strict";

// Copy buttons.
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

// Search: an operation stays when its section has every word. "/" focuses the field.
const search = document.querySelector("nav input");
if (search) {
  search.hidden = false;
  const entries = [...document.querySelectorAll("nav li")].map((item) => {
    const section = document.querySelector(item.querySelector("a").getAttribute("href"));
    return { item, section, text: section.textContent.toLowerCase() };
  });
  const nothing = document.querySelector("nav .nothing");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { item, section, text } of entries) {
      const hit = words.every((word) => text.includes(word));
      item.hidden = !hit;
      section.hidden = !hit;
      found += hit ? 1 : 0;
    }
    for (const group of document.querySelectorAll("nav .group")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    nothing.hidden = found > 0;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });
}
