def test_list(client):
    assert client.get("/api/heroes").status_code == 200


def test_create_and_read(client):
    made = client.post("/api/heroes", params={"name": "Ada", "guild_id": 1}).json()
    assert client.get(f"/api/heroes/{made['id']}").status_code == 200
