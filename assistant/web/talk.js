// 问政策: the drawer of kept conversations, the filters, the tab's own conversation, the form of a verdict.
(() => {
  // The drawer of kept conversations and the filters: open or not is kept at the body, which no component draws anew.
  const PANELS = { history: "#history-toggle", scope: "#scope-toggle" };
  function showPanel(name, on) {
    document.body.toggleAttribute(`data-${name}-open`, on);
    document.querySelector(PANELS[name])?.setAttribute("aria-expanded", String(on));
    if (on && name === "history") { document.activeElement?.blur(); focusHistory(); }
    if (!on && document.activeElement?.closest?.(`#${name}`)) document.querySelector(PANELS[name])?.focus();
  }
  // The list comes after the drawer has opened, and anew after a deletion: the keyboard stays in it.
  function focusHistory() {
    if (isOpen("history") && document.activeElement === document.body) document.querySelector("#history button")?.focus();
  }
  const isOpen = (name) => document.body.hasAttribute(`data-${name}-open`);
  function onClick(event) {
    for (const [name, button] of Object.entries(PANELS)) {
      const inside = event.target.closest?.(`${button}, [data-panel-toggle="${name}"]`);
      if (inside) showPanel(name, !isOpen(name));
      else if (name === "history" && isOpen(name) && (!event.target.closest?.("#history, dialog") || event.target.closest?.("[data-event=reopen]")))
        showPanel(name, false);
    }
  }

  // A reload comes back to the conversation of this tab.
  function settle() {
    const thread = document.querySelector("#thread .mc-thread");
    if (thread) sessionStorage.setItem("mingce-talk", thread.dataset.talkId);
    else if (document.querySelector("#thread .mc-welcome")) sessionStorage.removeItem("mingce-talk");
    document.querySelector("#talk-export")?.toggleAttribute("disabled", !thread);
    document.body.toggleAttribute("data-busy", Boolean(document.querySelector("#thread .mc-waiting")));
  }

  document.addEventListener("click", onClick);
  // A form's button works as soon as what it needs is chosen.
  document.addEventListener("change", (event) => {
    const button = event.target.form?.querySelector(`[data-needs="${event.target.name}"]`);
    if (button) button.disabled = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) showPanel("history", false);
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    let queued = false;
    new MutationObserver(() => {
      if (queued) return;
      queued = true;
      requestAnimationFrame(() => { queued = false; settle(); focusHistory(); });
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
