const bundle = await import(document.querySelector('link[rel="modulepreload"]').href);
await bundle.default({ module_or_path: document.querySelector('link[as="fetch"]').href });
bundle.hydrate();
const slots = [];
const wake = async (node) => {
  if (node.localName === "leptos-island") {
    slots.at(-1)?.();
    await bundle[node.dataset.component]?.(node);
  }
  const slot = node.localName === "leptos-children";
  if (slot) slots.push(node.$$on_hydrate);
  for (const child of node.children) await wake(child);
  if (slot) slots.pop();
};
await wake(document.body);
document.documentElement.dataset.islands = "awake";
