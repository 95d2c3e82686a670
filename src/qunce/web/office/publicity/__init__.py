"""What is made public: problems, stories, bulletins."""
