// Puts a firm's booking page on the firm's own site: a button, or with data-show="frame" the services themselves.
(() => {
  const here = document.currentScript;
  const { firm, show, label, height, colour } = here.dataset;
  if (!firm) return;
  const home = new URL(`/f/${encodeURIComponent(firm)}`, here.src).href;
  const words = label || "Prendre rendez-vous";
  const framed = show === "frame";
  const made = document.createElement(framed ? "iframe" : "a");
  if (framed) {
    made.src = `${home}/integrer`;
    made.title = words;
    made.loading = "lazy";
    Object.assign(made.style, { width: "100%", border: "0", height: `${parseInt(height, 10) || 720}px` });
  } else {
    made.href = home;
    made.textContent = words;
    Object.assign(made.style, {
      display: "inline-block",
      padding: ".75em 1.25em",
      borderRadius: ".5em",
      background: colour || "#0b5966",
      color: "#fff",
      fontWeight: "600",
      textDecoration: "none",
    });
  }
  made.className = "creneau";
  here.after(made);
})();
