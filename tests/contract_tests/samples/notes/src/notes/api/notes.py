from fastapi import APIRouter, Depends, HTTPException, Query, status
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.notes.database import get_db
from src.notes.models import Note, User
from src.notes.schemas import NoteCreate, NoteResponse, NoteUpdate
from src.notes.security import get_current_user

router = APIRouter(prefix="/notes", tags=["notes"])


@router.post("/", response_model=NoteResponse, status_code=status.HTTP_201_CREATED)
async def create_note(
    note_in: NoteCreate, db: AsyncSession = Depends(get_db), current_user: User = Depends(get_current_user)
) -> Note:
    note = Note(**note_in.model_dump(), user_id=current_user.id)
    db.add(note)
    try:
        await db.flush()
    except IntegrityError:
        await db.rollback()
        raise HTTPException(status_code=409, detail="A note with this title already exists") from None
    await db.refresh(note)
    return note


@router.get("/", response_model=list[NoteResponse])
async def list_notes(
    skip: int = Query(0, ge=0),
    limit: int = Query(50, gt=0, le=200),
    db: AsyncSession = Depends(get_db),
    current_user: User = Depends(get_current_user),
) -> list[Note]:
    query = select(Note).where(Note.user_id == current_user.id).order_by(Note.id).offset(skip).limit(limit)
    return list((await db.execute(query)).scalars().all())


@router.get("/{note_id}", response_model=NoteResponse)
async def read_note(
    note_id: int, db: AsyncSession = Depends(get_db), current_user: User = Depends(get_current_user)
) -> Note:
    return await _own_note(db, note_id, current_user)


@router.put("/{note_id}", response_model=NoteResponse)
async def update_note(
    note_id: int,
    note_in: NoteUpdate,
    db: AsyncSession = Depends(get_db),
    current_user: User = Depends(get_current_user),
) -> Note:
    note = await _own_note(db, note_id, current_user)
    for name, value in note_in.model_dump().items():
        setattr(note, name, value)
    await db.flush()
    await db.refresh(note)
    return note


@router.delete("/{note_id}")
async def delete_note(
    note_id: int, db: AsyncSession = Depends(get_db), current_user: User = Depends(get_current_user)
) -> dict[str, str]:
    note = await _own_note(db, note_id, current_user)
    await db.delete(note)
    return {"message": "Note deleted"}


async def _own_note(db: AsyncSession, note_id: int, user: User) -> Note:
    result = await db.execute(select(Note).where(Note.id == note_id, Note.user_id == user.id))
    note = result.scalar_one_or_none()
    if not note:
        raise HTTPException(status_code=404, detail="Note not found")
    return note
