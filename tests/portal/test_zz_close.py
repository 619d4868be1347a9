import time, sys
import pytest
from tests.portal.site import *
from tests.portal.small import *
from tests.portal.conftest import *
from tests.portal.test_fuse import with_answers, enter
from trastienda.errors import OutcomeUnknown
@pytest.mark.parametrize("how",["plain","blank","load","trouble"])
def test_close(opened, how):
    ts=[]
    for i in range(25):
        with serving(with_answers(save=Answer("<h1>Error</h1>",status=500))) as site:
            with opened(site.url) as portal:
                with pytest.raises(OutcomeUnknown): enter(portal)
                t=time.time()
                if how=="blank":
                    async def blank():
                        try: await portal._page.goto("about:blank", timeout=2000)
                        except Exception as e: print("ERR", str(e)[:80])
                    portal._loop.call(blank)
                if how=="load":
                    async def blank():
                        try: await portal._page.wait_for_load_state("domcontentloaded", timeout=2000)
                        except Exception as e: print("ERR", str(e)[:80])
                    portal._loop.call(blank)
                if how=="trouble": portal.keep_trouble()
            ts.append(round(time.time()-t,2))
    print(how, sum(x>3 for x in ts), max(ts), sorted(ts)[12])
