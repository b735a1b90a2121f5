// Sending feedback: a draft kept on the device while there is no network, and the position.
(() => {
  const locate = document.querySelector("[data-locate]");
  if (locate && "geolocation" in navigator) {
    const said = locate.querySelector("[role=status]");
    const field = (name) => document.getElementById(`f-${name}`);
    locate.hidden = false;
    locate.querySelector("button").addEventListener("click", () => {
      said.textContent = said.dataset.asking;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          field("latitude").value = coords.latitude.toFixed(6);
          field("longitude").value = coords.longitude.toFixed(6);
          field("latitude").closest("details").open = true;
          said.textContent = said.dataset.found.replace("{metres}", Math.round(coords.accuracy));
        },
        () => { said.textContent = said.dataset.failed; },
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    });
  }
})();
