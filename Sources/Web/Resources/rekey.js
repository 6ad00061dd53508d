// Comfort only: every page does its work without this file.
"use strict";

const all = (selector) => document.querySelectorAll(selector);
const add = (parent, name, properties) => parent.appendChild(Object.assign(document.createElement(name), properties));
const announcer = (parent) => add(parent, "p", { className: "visually-hidden", role: "status" });

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// A shown password turns back before it is sent, or browsers would remember it as ordinary text.
for (const box of all("[data-show]")) {
    const input = box.querySelector("input");
    const button = add(box, "button", { type: "button", className: "reveal", id: input.id + "-reveal" });
    const show = (shown) => {
        input.type = shown ? "text" : "password";
        button.textContent = box.dataset[shown ? "hide" : "show"];
        button.ariaPressed = shown;
    };
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-labelledby", `${button.id} ${input.id}-label`);
    button.onclick = () => show(input.type === "password");
    input.form.addEventListener("submit", () => show(false));
    show(false);
}

// Rules tick themselves off; how many are met is announced when the typing pauses.
for (const box of all("[data-rules]")) {
    const input = document.getElementById(box.dataset.rules);
    const rules = [...box.querySelectorAll("[data-pattern], [data-unlike]")];
    const status = announcer(box);
    const holds = (text, { pattern, unlike }) =>
        pattern ? new RegExp(pattern, "su").test(text) : text && text.toLowerCase() !== unlike.toLowerCase();
    let pause;
    input.oninput = () => {
        const met = rules.filter((rule) => rule.classList.toggle("met", !!holds(input.value, rule.dataset))).length;
        clearTimeout(pause);
        pause = setTimeout(() => {
            status.textContent = box.dataset.met.replace("{met}", met).replace("{total}", rules.length);
        }, 1000);
    };
}

// The server says how long to wait; only the end of the wait is announced.
for (const form of all("[data-wait]")) {
    const button = form.querySelector("button");
    const ends = Date.now() + form.dataset.wait * 1000;
    const clock = add(form, "p", { className: "countdown" });
    const status = announcer(form);
    const tick = () => {
        const left = Math.ceil((ends - Date.now()) / 1000);
        button.ariaDisabled = left > 0;
        if (left > 0) {
            const time = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
            clock.textContent = form.dataset.waiting.replace("{time}", time);
            setTimeout(tick, 1000);
        } else {
            clock.remove();
            status.textContent = form.dataset.ready;
        }
    };
    form.onsubmit = () => button.ariaDisabled !== "true";
    tick();
}

// Instants in the reader's own zone.
for (const time of all("time[data-local]")) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {
        dateStyle: "medium",
        timeStyle: "short",
    });
}

// What was typed at sign-in is there on the next page, without travelling in a URL.
for (const link of all("[data-carry]")) {
    link.onclick = () => sessionStorage.setItem("typed", document.getElementById(link.dataset.carry).value);
}
for (const form of all("[data-carried]")) {
    document.getElementById(form.dataset.carried).value ||= sessionStorage.getItem("typed") ?? "";
    sessionStorage.removeItem("typed");
}

for (const block of all("[data-copy]")) {
    const text = block.textContent;
    const button = add(block, "button", { type: "button", textContent: block.dataset.copy });
    block.prepend(button);
    button.onclick = async () => {
        await navigator.clipboard.writeText(text);
        button.textContent = block.dataset.copied;
    };
}
