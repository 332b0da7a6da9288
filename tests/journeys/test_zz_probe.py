import pytest
from tests.journeys.pages import assert_accessible, Watch
from tests.journeys import camera
from PIL import Image
def test_browser(browser):
    p = browser.new_page(); w=Watch(); w.listen(p)
    p.goto("data:text/html,<html lang=en><head><title>t</title></head><body><main><h1>x</h1></main></body></html>")
    assert_accessible(p)
    p.evaluate("console.error('boo')")
    p.wait_for_function("1")
    assert len(w.found)==1
def test_camera(playwright, tmp_path):
    from tests.journeys.conftest import launch
    b = launch(playwright, *camera.arguments(camera.film(Image.new("RGB",(100,100),"red"), tmp_path/"f.y4m")))
    p = b.new_page(); p.goto("data:text/html,<video id=v autoplay></video>")
    r = p.evaluate("""async () => { try { const s = await navigator.mediaDevices.getUserMedia({video:true}); return s.getVideoTracks()[0].label } catch(e) { return String(e) } }""")
    print(r)
    b.close()
