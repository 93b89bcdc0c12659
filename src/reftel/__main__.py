"""`python -m reftel` is the command `reftel`."""

from reftel.cli import main

if __name__ == "__main__":
    main()
