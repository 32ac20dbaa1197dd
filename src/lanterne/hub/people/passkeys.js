// A passkey that did not work, or that somebody put away: the page says so.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  const said = document.getElementById('passkey-failed')
  said.hidden = false
  said.focus()
})
