"""``python -m lanterne``, for computers on which the folder of installed programs is on no path."""

from lanterne.cli import main

if __name__ == "__main__":
    main()
