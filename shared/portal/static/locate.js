// The position of the device, put into two fields where its owner sees it.
(() => {
  const locate = document.querySelector("[data-locate]");
  if (!locate || !("geolocation" in navigator)) return;
  const said = locate.querySelector("[role=status]");
  const field = (name) => document.getElementById(`f-${name}`);
  const found = ({ coords }) => {
    field("latitude").value = coords.latitude.toFixed(6);
    field("longitude").value = coords.longitude.toFixed(6);
    field("latitude").closest("details").open = true;
    said.textContent = said.dataset.found.replace("{metres}", Math.round(coords.accuracy));
  };
  const failed = () => { said.textContent = said.dataset.failed; };
  const how = { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 };
  locate.hidden = false;
  locate.querySelector("button").addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, failed, how);
  });
})();
