// The page works without this. With it, a changed control shows the new answer without leaving the page,
// and the address, back and forward go along.
(() => {
  "use strict";
  // One stop for the whole chart: the arrow keys go from year to year, and the year is told below.
  const step = (event) => {
    const chart = event.target.closest && event.target.closest("svg.fan");
    const move = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!chart || (!move && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const years = [...chart.querySelectorAll(".year")];
    const at = years.findIndex((year) => year.classList.contains("on"));
    let next = at < 0 ? years.length - 1 : Math.min(Math.max(at + (move || 0), 0), years.length - 1);
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = years.length - 1;
    years.forEach((year, i) => year.classList.toggle("on", i === next));
    const words = document.querySelector(`#year-words [data-year="${years[next].dataset.year}"]`);
    const readout = document.getElementById("readout");
    if (words && readout) {
      readout.setAttribute("role", "status");
      readout.textContent = words.textContent;
    }
  };
  addEventListener("keydown", step);
  addEventListener("input", (event) => {
    const input = event.target;
    const told = input.type === "range" && input.parentElement.querySelector("output");
    if (told) told.textContent = (input.min < 0 && input.value > 0 ? "+" : "") + input.value + input.dataset.unit;
  });
  // The list follows what is typed, as the form's own address has it; what names nobody yet leaves it as it is.
  const search = window.fetch && window.DOMParser && document.querySelector("form.search");
  const list = "section[aria-labelledby=list-title]";
  let typed = 0;
  let looking = null;
  const look = async () => {
    const query = new URLSearchParams([...new FormData(search)].filter(([, value]) => value.trim())).toString();
    const address = search.action.split("?")[0] + (query ? "?" + query : "");
    if (looking) looking.abort();
    looking = new AbortController();
    try {
      const answer = await fetch(address, { signal: looking.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || page.querySelector("main > .fault") || !page.querySelector(list)) return;
      document.querySelector(list).replaceWith(page.querySelector(list));
      for (const old of document.querySelectorAll("main > .fault, form.search + .hint")) old.remove();
      const found = page.querySelector("form.search + .hint");
      if (found) search.after(found);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  if (search)
    search.addEventListener("input", () => {
      clearTimeout(typed);
      typed = setTimeout(look, 150);
    });
  // A snippet is copied by a button: on a phone the text is hard to select.
  const offer = () => {
    const button = document.querySelector("button.copy");
    if (button && navigator.clipboard) button.hidden = false;
  };
  offer();
  addEventListener("click", async (event) => {
    if (!event.target.matches || !event.target.matches("button.copy")) return;
    await navigator.clipboard.writeText(document.querySelector(".snippet").value);
    event.target.textContent = event.target.dataset.told;
  });
  const form = document.querySelector("form[data-live]");
  if (!form || !window.fetch || !window.DOMParser) return;
  let running = null;
  let asked = location.href;
  let pushed = false;
  let waiting = 0;

  // The sliders as a scenario's text, as the server reads them (api/pages/question.py); else it would lead there first.
  const slid = (asked) => {
    const at = (name) => Number(asked.get(name) || 0);
    const signed = (value) => (value > 0 ? "+" : "") + value;
    const slides = /^(growth|world)=\d{4}:[+-]?\d+%$|^add=\d{4}-:\d+m@0\.\d$/;
    const parts = (asked.get("was") || "").split(";").filter((part) => part && !slides.test(part));
    const year = form.dataset.year;
    if (at("grow")) parts.push(`growth=${year}:${signed(at("grow"))}%`);
    if (at("world")) parts.push(`world=${year}:${signed(at("world"))}%`);
    if (at("deal") > 0) parts.push(`add=${year}-:${at("deal")}m@0.${at("likely")}`);
    return parts.join(";");
  };

  const addressOf = () => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) asked.append(name, value.trim());
    if ((asked.get("scenario") || "") === (asked.get("was") || "")) asked.set("scenario", slid(asked));
    for (const name of ["was", "grow", "world", "deal", "likely", "mark", "marked", "written"]) asked.delete(name);
    if (!asked.get("scenario")) asked.delete("scenario");
    const query = asked.toString();
    return form.action.split("?")[0] + (query ? "?" + query : "");
  };

  const show = async (address, remember, moving = false) => {
    const main = document.querySelector("main");
    const busy = main.hasAttribute("data-busy");
    if (address === asked && (remember || busy)) {  // Enter both changes and submits; a slider was shown as it moved
      if (busy) pushed = pushed || remember;
      else if (address !== location.href) history.pushState(null, "", address);
      return;
    }
    asked = address;
    pushed = remember;
    if (running) running.abort();
    running = new AbortController();
    main.setAttribute("data-busy", "");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main");
      if (!fresh || !fresh.querySelector("form[data-live]")) throw new Error("not a page");
      const held = document.activeElement && document.activeElement.id;
      const typing = held && form.contains(document.activeElement);
      for (const field of fresh.querySelectorAll("form[data-live] .field")) {
        const input = field.querySelector("input, select");
        const mine = input && document.getElementById(input.id);
        if (!mine) continue;
        const keep = typing && mine.id === held && mine.value !== input.value && remember;
        if (!keep) mine.value = input.value;
        const slider = field.querySelector("input[type=range]");
        if (slider && slider.id !== input.id && !moving) document.getElementById(slider.id).value = slider.value;
        const output = mine.parentElement.querySelector("output");
        if (output) output.textContent = field.querySelector("output").textContent;
        mine.toggleAttribute("aria-invalid", input.hasAttribute("aria-invalid"));
        const hint = document.getElementById(input.id + "-hint");
        const told = field.querySelector(".hint");
        if (hint && told) hint.replaceWith(told);
      }
      const was = fresh.querySelector("#was");
      if (was) document.getElementById("was").value = was.value;
      for (const old of main.querySelectorAll(":scope > [role=alert]")) old.remove();
      const alert = fresh.querySelector(":scope > [role=alert]");
      if (alert) form.after(alert);
      // A refused question leaves the answer that is there.
      if (!alert) {
        const opened = [...main.querySelectorAll("details[open] > summary")].map((s) => s.textContent);
        for (const id of ["answer", "more"]) document.getElementById(id).replaceWith(fresh.querySelector("#" + id));
        for (const s of main.querySelectorAll("details > summary"))
          if (opened.includes(s.textContent)) s.parentElement.open = true;
        document.title = page.title;
        offer();
        const said = [...document.querySelectorAll(".verdict, .range")].map((p) => p.textContent).join(". ");
        document.getElementById("said").textContent = said;
      }
      asked = answer.url;
      if (pushed) history.pushState(null, "", answer.url);
      const presets = document.querySelector(".presets");
      const told = fresh.querySelector(".presets");
      if (presets && told) presets.replaceWith(told);
    } catch (error) {
      if (error.name === "AbortError") return;
      location.assign(address);
      return;
    }
    main.removeAttribute("data-busy");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(addressOf(), true);
  });
  // The mark follows its slider while it moves; the address follows when it rests.
  form.addEventListener("input", (event) => {
    if (event.target.id !== "mark") return;
    const millions = Number(event.target.value);
    document.getElementById("target").value = millions < 1000 ? millions + "m" : millions / 1000 + "bn";
    clearTimeout(waiting);
    waiting = setTimeout(() => show(addressOf(), false, true), 60);
  });
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    show(addressOf(), true);
  });
  addEventListener("popstate", () => show(location.href, false));
})();
