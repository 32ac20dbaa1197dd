"use strict";
// Goes to the search with what was typed behind a #, which a browser keeps to itself: no site is sent it.
{
  const field = document.getElementById("asked");
  field.form.addEventListener("submit", event => {
    event.preventDefault();
    location.href = `${field.form.action}#${new URLSearchParams({asked: field.value})}`;
  });
}
