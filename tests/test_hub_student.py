"A student's whole way through the hub: one hub for all tests here, so all run in one process"
import json, os, re, signal, sys
from pathlib import Path
import pytest, zmq
from zmq.utils.monitor import parse_monitor_message
if sys.platform != 'linux': pytest.skip('the hub is for Linux', allow_module_level=True)
from tests.bench.class_ import memory_by_kind, processes_of
from tests.hubs import Kernel, Student, code_cells, patience, started_hub, until

@pytest.fixture(scope='module')
def ada(tmp_path_factory):
    "Ada, come in, and the hub's process"
    folder = tmp_path_factory.mktemp('hub')
    (folder/'names.txt').write_text('ada\nbo\n')
    with started_hub(folder, HUB_APART='no', HUB_MEMORY='1G', HUB_FILE='20M') as (url, running):
        assert not Student(url, 'ada').come_in('wrong') and not Student(url, 'eve').come_in()
        student = Student(url, 'ada')
        assert student.come_in()
        student.open_lab()
        yield student, running, folder/'students'/'ada'
        all = processes_of(running.pid)
    ended = lambda: not any(Path(f'/proc/{pid}').exists() for pid in all)
    until(ended, patience, 'the end of all that the hub has started')

def anew(student):
    "Stop the server, and start it"
    student.leave()
    until(lambda: not student.running(), patience, 'the server still runs')
    student.open_lab()

def ignores(pid, number):
    "Does this process ignore this signal?"
    mask = re.search(r'SigIgn:\s+(\w+)', Path(f'/proc/{pid}/status').read_text())[1]
    return bool(int(mask, 16) >> number - 1 & 1)

@pytest.mark.slow
def test_all_that_runs_can_be_interrupted(ada):
    "Or the hub would wait ten seconds for each that it ends"
    _, running, _ = ada
    assert not any(ignores(pid, signal.SIGINT) for pid in processes_of(running.pid))

@pytest.mark.slow
def test_a_students_way(ada):
    student, running, home = ada
    there = {entry['name'] for entry in student.api('GET', 'contents')['content']}
    assert there == {p.name for p in (home/'lessons').glob('*.ipynb')} and '00_data.ipynb' in there
    lesson = student.api('GET', 'contents/00_data.ipynb')['content']
    assert not any(cell.get('outputs') for cell in lesson['cells'])
    dark = dict(raw='{"theme": "JupyterLab Dark"}')
    student.api('PUT', '../lab/api/settings/@jupyterlab/apputils-extension:themes', json=dark)
    settings = home/'.jupyter'/'lab'/'user-settings'/'@jupyterlab'/'apputils-extension'/'themes.jupyterlab-settings'
    assert 'Dark' in settings.read_text(), 'what is set is set for Ada alone'
    kernel, other = Kernel(student, '00_data.ipynb'), Kernel(student, '01_sliders.ipynb')
    for cell in code_cells(lesson): kernel.run(cell)
    ask = 'import numpy as np, os, torch; print(np.random.rand(), os.getpriority(0, 0), torch.get_num_threads())'
    (first, nice, threads), (second, *_) = (k.run(ask)[0]['text/plain'].split() for k in (kernel, other))
    assert first != second, 'no two kernels draw the same random numbers, though both are forks'
    assert (int(nice), threads) == (os.getpriority(os.PRIO_PROCESS, 0) + 5, '1')
    assert memory_by_kind(running.pid)['kernels'][1] == 2
    with pytest.raises(RuntimeError, match='MemoryError'): kernel.run('bytearray(2**30)')
    with pytest.raises(RuntimeError, match='File too large'): kernel.run('open("big", "wb").write(bytes(21*2**20))')
    assert kernel.run('1 + 1')[0]['text/plain'] == '2', 'and the kernel lives on'

@pytest.mark.slow
def test_nobody_on_the_machine_hears_what_a_kernel_says(ada):
    student, _, home = ada
    kernel = Kernel(student, '04_relu.ipynb')
    there = json.loads((home/'.local'/'share'/'jupyter'/'runtime'/f'kernel-{kernel.id}.json').read_text())
    with zmq.Context() as context, context.socket(zmq.SUB) as ear:
        ear.linger = 0
        ear.subscribe(b'')
        with ear.get_monitor_socket() as told:
            ear.connect(f"tcp://127.0.0.1:{there['iopub_port']}")
            met = lambda: parse_monitor_message(told.recv_multipart())['event']
            ends = {zmq.EVENT_HANDSHAKE_SUCCEEDED, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.EVENT_HANDSHAKE_FAILED_AUTH,
                    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL}
            event = until(lambda: (e := met()) in ends and e, patience, 'a handshake')
            ear.disable_monitor()
    assert event != zmq.EVENT_HANDSHAKE_SUCCEEDED, 'only who has the key, which lies in a folder of the student\'s'
    assert kernel.run('1 + 1')[0]['text/plain'] == '2'

@pytest.mark.slow
def test_jupyterlab_asks_nobody_about_news(ada):
    student, *_ = ada
    said = student.api('GET', '../lab/api/settings/@jupyterlab/apputils-extension:notification')['schema']['properties']
    assert (said['fetchNews']['default'], said['checkForUpdates']['default']) == ('false', False)

@pytest.mark.slow
def test_a_kernel_is_interrupted_and_ends(ada):
    student, running, _ = ada
    kernel = Kernel(student, '02_loss.ipynb')
    kernel.run('import time')
    kernel.send('time.sleep(600)')
    until(lambda: student.api('GET', f'kernels/{kernel.id}')['execution_state'] == 'busy', patience, 'the kernel rests')
    kernel.student.api('POST', f'kernels/{kernel.id}/interrupt')
    with pytest.raises(RuntimeError, match='KeyboardInterrupt'): kernel.receive()
    pid = int(kernel.run('import os; print(os.getpid())')[0]['text/plain'])
    student.api('DELETE', f'kernels/{kernel.id}')
    until(lambda: not Path(f'/proc/{pid}').exists(), patience, 'the kernel is still there')

@pytest.mark.slow
def test_work_stays(ada):
    student, _, home = ada
    path = home/'lessons'/'01_sliders.ipynb'
    mine = json.loads(path.read_text())
    cell = dict(cell_type='code', id='mine', metadata={}, source='my = "work"', outputs=[], execution_count=None)
    mine['cells'].append(cell)
    path.write_text(json.dumps(mine))
    anew(student)
    assert 'my = "work"' in code_cells(student.api('GET', 'contents/01_sliders.ipynb')['content'])

@pytest.mark.slow
def test_who_deletes_everything_begins_again(ada):
    student, _, home = ada
    first = Path('lessons')/'00_data.ipynb'
    Kernel(student, '00_data.ipynb').run('!cd ~ && rm -rf * .[a-z]*')
    assert not list(home.iterdir())
    anew(student)
    assert (home/first).exists()
    (home/'lessons').rename(home/'mine')
    (home/'lessons').write_text('a file in their place')
    anew(student)
    assert (home/first).exists() and [p.read_text() for p in home.glob('lessons-*')] == ['a file in their place']
