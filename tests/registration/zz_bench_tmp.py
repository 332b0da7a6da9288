import time, json, io, resource, uuid, tracemalloc, os
import pytest
from registration.actions import changes, scans
from registration.actions.badges import write_badges
from registration.models import Registration
from tests.registration.doors import NOW, door, hand, scan, city
pytestmark=pytest.mark.django_db
def many(here,count):
    first=here.registration(organisation=city(), badge_languages=["es","en","fr"], position="Directora d'Educació")
    from accounts.models import Person
    names=[("Ana","Pérez Gómez"),("محمد","العربي"),("김민수","박"),("Nguyễn Thị","Phương Thảo"),("Maria do Carmo","de Vallgornera i Puig"),("Jean-François","Lefèvre")]
    ps=Person.objects.bulk_create([Person(given_name=names[i%6][0],family_name=f"{names[i%6][1]} {i%997}",email=f"a{i}@e.org",created_at=NOW,position="Regidora") for i in range(count-1)])
    rows=[]
    for i,p in enumerate(ps):
        v={f.attname:getattr(first,f.attname) for f in Registration._meta.concrete_fields if not f.primary_key}
        v|={"code":f"M{i:06d}","fingerprint":f"{i}","number":None,"person_id":p.pk}
        rows.append(Registration(**v))
    made=Registration.objects.bulk_create(rows)
    t=time.process_time(); changes.stamp(congress_id=here.congress.pk,registration_ids=[r.pk for r in made]); print("stamp",count,round(time.process_time()-t,2))
    return list(Registration.objects.filter(congress=here.congress).order_by("number"))
def test_bench(capsys):
    with capsys.disabled():
        here=door(); here.point("entrance"); here.point("lunch",rules={"once":"day"})
        dev,client=here.device("entrance","lunch")
        rows=many(here,1500); texts=[here.text(r) for r in rows]
        for rnd in range(4):
            b=[scan("entrance" if i%2 else "lunch",texts[(rnd*1000+i)%1500]) for i in range(1000)]
            t=time.process_time(); hand(client,*b); d=time.process_time()-t; print("batch 1000",round(d,3),"s",round(1000/d),"scans/s")
        ts=[]
        for i in range(200):
            s=scan("entrance",texts[i]); t=time.process_time(); hand(client,s); ts.append(time.process_time()-t)
        ts.sort(); print("single median ms",round(1000*ts[100],1),"p95",round(1000*ts[190],1))
        t=time.process_time(); cur="";n=0
        while True:
            r=client.get("/api/v1/scanner/manifest/",{"cursor":cur},headers={"Accept-Encoding":"gzip"}); import gzip
            n+=len(r.content); j=json.loads(gzip.decompress(r.content)); cur=j["cursor"]
            if not j["more"]: break
        print("manifest 5000",round(time.process_time()-t,2),"s",n,"bytes")
        def rss(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024
        write_badges(registration_ids=[r.pk for r in rows[:50]],out=io.BytesIO(),now=NOW)
        for count in (200,1500):
            m=rss(); f=open("/tmp/plen/door/batch.pdf","wb"); t=time.process_time(); write_badges(registration_ids=[r.pk for r in rows[:count]],out=f,now=NOW); f.close(); d=time.process_time()-t
            print("badges",count,round(count/d),"a second; bytes a badge",os.path.getsize("/tmp/plen/door/batch.pdf")//count,"rss",m,"->",rss())
