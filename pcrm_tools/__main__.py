"""`python -m pcrm_tools` is the same program as `pcrm`."""

from pcrm_tools.cli.main import main

if __name__ == "__main__":
    main()
