// How a site talks with the chat: any button may ask for the customer.
customElements.whenDefined("refund-chat").then(() => {
  for (const button of document.querySelectorAll("[data-ask]")) {
    button.addEventListener("click", () => window.RefundChat.ask(button.dataset.ask));
  }
});
