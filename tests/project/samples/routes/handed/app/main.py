from app.factory import Server, add, add_more, create_sub
from app.factory import create_app as make
from app.routers import cities, heroes, teams

app = make([teams, cities], prefix="/v2")
sub = create_sub()
add([heroes], app)
add([cities], sub, "/later")
add_more(app, [cities])
server = Server([heroes]).app
app.mount("/server", server)
app.mount("/sub", sub)
