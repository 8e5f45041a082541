"""What people write for agents in Markdown: agents, skills and instructions, their own and ours, read leniently."""
