from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import Session, col, func, select

from database import get_session
from models import Event, EventCreate, EventPage, EventRead

app = FastAPI()


@app.post("/events", response_model=EventRead)
def create_event(event: EventCreate, session: Session = Depends(get_session)) -> Event:
    row = Event.model_validate(event)
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


@app.get("/events", response_model=EventPage)
def read_events(
    page: int = Query(1, ge=1), size: int = Query(10, ge=1, le=50), session: Session = Depends(get_session)
) -> EventPage:
    total = session.exec(select(func.count()).select_from(Event)).one()
    rows = session.exec(select(Event).order_by(col(Event.day), col(Event.id)).offset((page - 1) * size).limit(size))
    items = [EventRead.model_validate(it) for it in rows]
    return EventPage(items=items, total=total, page=page, size=size)


@app.delete("/events/{event_id}")
def delete_event(event_id: int, session: Session = Depends(get_session)) -> dict[str, bool]:
    event = session.get(Event, event_id)
    if not event:
        raise HTTPException(status_code=404, detail="Event not found")
    session.delete(event)
    session.commit()
    return {"ok": True}
