/* Draws the trend of each metric with the library of the plugin echarts-api. The table beside the charts has the same figures. */
(function () {
  "use strict";

  function color(name, fallback) {
    const probe = document.createElement("span");
    probe.style.color = "var(" + name + ", " + fallback + ")";
    document.body.appendChild(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    return computed;
  }

  /* A canvas does not know every form of a colour that a theme may use: what it cannot paint is painted once and read back. */
  function plain(computed) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = computed;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return "rgba(" + red + "," + green + "," + blue + "," + alpha / 255 + ")";
  }

  function theme() {
    const get = (name, fallback) => plain(color(name, fallback));
    return {
      text: get("--text-color", "#14141f"),
      faint: get("--text-color-secondary", "#57606a"),
      back: get("--background", "#ffffff"),
      candidate: get("--accent-color", "#0b6aa2"),
      champion: get("--orange", "#d9822b"),
      promoted: get("--success-color", "#1a7f37"),
    };
  }

  function says(value) {
    return value === null || value === undefined ? "–" : String(Number(value.toPrecision(5)));
  }

  function tooltip(points, words, index) {
    const point = points[index];
    const version = point.version === undefined ? "" : " v" + point.version;
    const lines = [
      point.build + " " + point.outcome + version,
      words.candidate + ": " + says(point.candidate),
      words.champion + ": " + says(point.champion),
    ].concat(point.promoted ? [words.promoted] : []);
    const box = document.createElement("div");
    lines.forEach((line) => {
      const row = document.createElement("div");
      row.textContent = line;
      box.appendChild(row);
    });
    return box;
  }

  function marks(points, colors) {
    return points
      .map((point, index) => ({ point, index }))
      .filter(({ point }) => point.promoted && point.candidate !== null)
      .map(({ point, index }) => ({
        coord: [index, point.candidate],
        value: point.version === undefined ? "" : "v" + point.version,
        itemStyle: { color: colors.promoted },
      }));
  }

  function option(data, words) {
    const colors = theme();
    const axis = {
      axisLabel: { color: colors.faint },
      axisLine: { lineStyle: { color: colors.faint } },
      splitLine: { lineStyle: { color: colors.faint, opacity: 0.2 } },
    };
    return {
      animation: false,
      textStyle: { color: colors.text },
      grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: colors.text } },
      tooltip: {
        trigger: "axis",
        confine: true,
        backgroundColor: colors.back,
        textStyle: { color: colors.text },
        formatter: (shown) => tooltip(data.points, words, shown[0].dataIndex),
      },
      xAxis: { ...axis, type: "category", data: data.points.map((point) => point.build), splitLine: { show: false } },
      yAxis: { ...axis, type: "value", scale: true },
      series: [
        {
          name: words.candidate,
          type: "line",
          data: data.points.map((point) => point.candidate),
          color: colors.candidate,
          symbol: "circle",
          symbolSize: 7,
          markPoint: {
            symbol: "pin",
            symbolSize: 36,
            label: { color: colors.back, fontSize: 10 },
            data: marks(data.points, colors),
          },
        },
        {
          name: words.champion,
          type: "line",
          data: data.points.map((point) => point.champion),
          color: colors.champion,
          lineStyle: { type: "dashed" },
          symbol: "diamond",
          symbolSize: 7,
        },
      ],
    };
  }

  function draw(element) {
    const data = JSON.parse(element.dataset.trend);
    const words = { candidate: element.dataset.candidate, champion: element.dataset.champion, promoted: element.dataset.promoted };
    const chart = echarts.init(element);
    const paint = () => chart.setOption(option(data, words), true);
    chart.on("click", (event) => {
      const point = data.points[event.dataIndex];
      if (event.componentType === "series" && point) {
        window.location.assign(element.dataset.root + "/" + point.url + "retrain/");
      }
    });
    paint();
    new ResizeObserver(() => chart.resize()).observe(element);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  function start() {
    if (typeof echarts !== "undefined") {
      document.querySelectorAll(".retrain-chart[data-trend]").forEach(draw);
    }
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
