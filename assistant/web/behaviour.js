// What the page does by itself: theme, copying, tips, confirmations, scrolling. No text of documents passes
// through innerHTML here. Gradio's own events are wired in events.py.
(() => {
  const root = document.documentElement;
  const dark = () => document.body.classList.contains("dark");
  const narrow = () => window.matchMedia("(max-width: 860px)").matches;
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function setTheme(on) {
    document.body.classList.toggle("dark", on);
    root.style.colorScheme = on ? "dark" : "light";
    document.querySelectorAll("[data-theme-toggle]").forEach((each) => each.setAttribute("aria-pressed", String(on)));
  }

  // Gradio sets the class by the system's choice when it mounts; a choice of the person's own prevails.
  function startTheme() {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const wanted = () => {
      const kept = localStorage.getItem("mingce-theme");
      return kept ? kept === "dark" : system.matches;
    };
    const apply = () => { if (dark() !== wanted()) setTheme(wanted()); };
    setTheme(wanted());
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    system.addEventListener("change", apply);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page served over plain HTTP to another machine has no clipboard
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  function scrollTo(target) {
    target?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "nearest" });
  }

  function showCard(turn, marker) {
    const card = document.querySelector(`#evidence .mc-card[data-turn="${turn}"][data-marker="${marker}"]`);
    if (!card) return;
    document.querySelectorAll("#evidence .is-focused").forEach((each) => each.classList.remove("is-focused"));
    card.classList.add("is-focused");
    scrollTo(card);
  }

  // --- the source viewer, beside what is read where there is room, else as a page of its own -----------------
  let opener = null;
  function sourceAddress(target) {
    const cites = target.closest("[data-cites]")?.dataset.cites ?? "";
    const stop = cites.split("~").find((each) => each.split(".")[0] === target.dataset.marker);
    if (!stop) return target.getAttribute("href");
    const [, doc, start, end, check] = stop.split(".");
    return `/source/${doc}?start=${start}&end=${end}&check=${check}&cites=${cites}#quote`;
  }
  function closeSource() {
    const panel = document.querySelector(".mc-viewer");
    if (!panel) return;
    const within = panel.contains(document.activeElement);
    panel.remove();
    if (within) opener?.focus?.({ preventScroll: true });
    opener = null;
  }
  function openSource(address, target) {
    const side = target.closest(".mc-split")?.querySelector(".mc-side");
    if (!side || !address) return false;
    let panel = side.querySelector(".mc-viewer");
    if (!panel) {
      closeSource();
      panel = Object.assign(document.createElement("section"), { className: "mc-viewer" });
      panel.setAttribute("aria-label", "原文");
      const bar = Object.assign(document.createElement("div"), { className: "mc-viewer__bar" });
      const button = (label, act) => {
        const made = Object.assign(document.createElement("button"), { type: "button", className: "mc-link", textContent: label });
        made.addEventListener("click", () => act(made));
        return made;
      };
      const wide = button("放大", (made) => { made.textContent = panel.classList.toggle("is-wide") ? "还原" : "放大"; });
      const apart = button("新标签页打开", () => window.open(panel.querySelector("iframe").contentWindow.location.href, "_blank"));
      bar.append(Object.assign(document.createElement("h2"), { textContent: "原文" }), wide, apart, button("关闭", closeSource));
      panel.append(bar, Object.assign(document.createElement("iframe"), { title: "原文" }));
      side.append(panel);
    }
    opener = target;
    const frame = panel.querySelector("iframe");
    frame.src = address;
    frame.focus();  // its keys work at once; Escape leads back
    return true;
  }
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data?.mingce === "close") closeSource();
  });

  // A confirmation before what cannot be undone. Resolves to true or false.
  window.mingceConfirm = (title, text, action) => new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "mc-dialog";
    const part = (tag, className, content) => {
      const made = Object.assign(document.createElement(tag), { className, textContent: content });
      return made;
    };
    const buttons = part("div", "mc-dialog__buttons", "");
    const no = part("button", "mc-button mc-button--quiet", "取消");
    const yes = part("button", "mc-button mc-button--danger", action);
    buttons.append(no, yes);
    dialog.append(part("h2", "", title), part("p", "", text), buttons);
    const end = (value) => { dialog.close(); dialog.remove(); resolve(value); };
    no.addEventListener("click", () => end(false));
    yes.addEventListener("click", () => end(true));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });

  // The help, at the page that is open.
  function showHelp() {
    const dialog = document.getElementById("help");
    dialog.showModal();
    const page = document.querySelector('button[role="tab"][aria-selected="true"]')?.textContent.trim();
    dialog.querySelector(`[data-help-of="${page}"]`)?.scrollIntoView({ block: "start" });
  }

  let tip = null;
  function showTip(source) {
    hideTip();
    tip = Object.assign(document.createElement("div"), { className: "mc-tip", textContent: source.dataset.tip });
    tip.setAttribute("role", "tooltip");
    document.body.append(tip);
    const at = source.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left - 20), window.innerWidth - tip.offsetWidth - 8);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }
  function hideTip() { tip?.remove(); tip = null; }

  function onClick(event) {
    const target = event.target.closest?.("[data-copy],[data-theme-toggle],[data-help],[data-tab],[data-scroll],[data-event],[data-source]");
    hideTip();
    if (!target) return;
    const data = target.dataset;
    if ("copy" in data) {
      const before = target.textContent;
      copy(data.copy).then(() => {
        target.textContent = "已复制";
        setTimeout(() => { target.textContent = before; }, 1500);
      });
    }
    if ("themeToggle" in data) {
      localStorage.setItem("mingce-theme", dark() ? "light" : "dark");
      setTheme(!dark());
    }
    if ("help" in data) showHelp();
    if ("tab" in data) {
      [...document.querySelectorAll('button[role="tab"]')].find((each) => each.textContent.trim() === data.tab)?.click();
    }
    if ("scroll" in data) scrollTo(document.getElementById(data.scroll));
    if (data.event === "cite") showCard(data.turn, data.marker);
    if ("source" in data) {
      const address = sourceAddress(target);
      target.setAttribute("href", address);
      const apart = narrow() || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!apart && openSource(address, target)) event.preventDefault();
    }
    if (data.event === "cite" && target.classList.contains("mc-ref") && !narrow()) openSource(sourceAddress(target), target);
    if (data.event === "cite" && data.marker === "0") closeSource();
    const reveal = data.reveal ?? (data.event === "cite" ? "#evidence" : null);
    if (reveal && narrow() && data.event !== "cite") scrollTo(document.querySelector(reveal));
    if (data.event === "cite" && narrow()) {
      scrollTo(document.querySelector("#evidence .is-focused") ?? document.querySelector("#evidence"));
    }
  }

  // After a panel has new content: its highlighted words come into view, a conversation follows its end.
  let lastTurns = 0;
  function settle() {
    document.querySelectorAll(".mc-card__text, .mc-doc__text").forEach((box) => {
      const mark = box.querySelector("mark");
      const key = mark ? `${box.textContent.length}:${mark.textContent}` : "";
      if (box.dataset.settled === key) return;
      box.dataset.settled = key;
      box.scrollTop = mark && box.scrollHeight > box.clientHeight ? mark.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - 40 : 0;
    });
    const focused = document.querySelector("#evidence .is-focused:not([data-seen])");
    if (focused) { focused.dataset.seen = "1"; scrollTo(focused); }
    const thread = document.querySelector("#thread");
    const turns = thread?.querySelectorAll(".mc-turn") ?? [];
    const last = turns[turns.length - 1];
    if (!last) { if (lastTurns) closeSource(); lastTurns = 0; return; }
    if (turns.length !== lastTurns) {
      closeSource();
      lastTurns = turns.length;
      thread.querySelector(".mc-thread").scrollTop = last.offsetTop;
    }
    const box = thread.querySelector(".mc-thread");
    if (last.offsetHeight < box.clientHeight) box.scrollTop = box.scrollHeight;
  }

  document.addEventListener("click", onClick);
  document.addEventListener("mouseover", (event) => {
    const source = event.target.closest?.("[data-tip]");
    if (source) showTip(source); else hideTip();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-tip]:focus-visible")) showTip(event.target); else hideTip();
  });
  document.addEventListener("scroll", hideTip, true);
  // Enter that picks a word in a Chinese input method must not send the question.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    if (event.key === "Escape") { hideTip(); closeSource(); }
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    let queued = false;
    new MutationObserver(() => {
      if (queued) return;
      queued = true;
      requestAnimationFrame(() => {
        queued = false;
        if (root.lang !== "zh-CN") root.lang = "zh-CN";
        document.querySelector('button[aria-label="More tabs"]')?.setAttribute("aria-label", "更多页面");
        document.querySelectorAll("[data-theme-toggle]").forEach((each) => {
          if (each.getAttribute("aria-pressed") !== String(dark())) each.setAttribute("aria-pressed", String(dark()));
        });
        settle();
      });
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
})();
