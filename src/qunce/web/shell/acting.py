"""The post a signed-in member of staff acts for.

What one may do follows from this post, never from the person (domain.accounts).
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from qunce.domain.accounts.models import Post, User

SESSION_KEY = "acting_post"


def find_posts(user: User, on: date) -> list[Post]:
    """The posts ``user`` holds on the day ``on``, each with its unit; one query."""
    return list(Post.objects.held_by(user, on=on).select_related("unit"))


def choose(posts: list[Post], wanted: object) -> Post | None:
    """The wanted post when it is still held, else the first one, else none."""
    for post in posts:
        if post.pk == wanted:
            return post
    return posts[0] if posts else None


def acting_post(request: HttpRequest) -> Post | None:
    """The post this request acts for; ``None`` for residents and for staff without a post."""
    post = getattr(request, "acting", None)
    return post if isinstance(post, Post) else None


def acting_posts(request: HttpRequest) -> list[Post]:
    """Every post the signed-in user holds today."""
    posts: list[Post] = getattr(request, "acting_posts", [])
    return posts
