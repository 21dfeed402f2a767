"""What this is, a live miniature of the race, and where to go."""

from ui import home_page
from ui.warmup import wait_until_warm

home_page.welcome()
wait_until_warm()
home_page.miniature()
home_page.contents()
