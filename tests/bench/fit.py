"Sums of ReLUs three ways on one curve, in one run: error, and time as a ratio to `fit_relu_sum`'s"
import time, warnings
import torch
from torch import nn
from sklearn.neural_network import MLPRegressor
from fitcurve import fit_relu_sum, mae

x = torch.linspace(-2, 2, 1001)[:, None]
y = torch.sin(2*x)

def timed(f):
    start = time.perf_counter(); fit = f()
    return time.perf_counter() - start, (fit(x) - y).abs().mean().item()

def sklearn(n):
    u = x.numpy()
    net = MLPRegressor(hidden_layer_sizes=(n,), activation='relu', solver='lbfgs', max_iter=5000, random_state=0).fit(u, y[:, 0].numpy())
    return lambda x: torch.as_tensor(net.predict(u))[:, None]

def adam(n, steps=3000):
    g = torch.random.get_rng_state(); torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, n), nn.ReLU(), nn.Linear(n, 1)); torch.random.set_rng_state(g)
    opt = torch.optim.Adam(net.parameters(), 1e-2)
    for _ in range(steps): opt.zero_grad(); (net(x) - y).abs().mean().backward(); opt.step()
    return lambda x: net(x).detach()

if __name__ == '__main__':
    warnings.simplefilter('ignore')
    print(f'{"n":>3} {"who":24} {"error":>9} {"× ours":>7} {"time × ours":>11}')
    for n in (8, 16, 32):
        ours = timed(lambda: fit_relu_sum(x, y, n))
        for who, (t, e) in {'fit_relu_sum': ours, 'sklearn MLPRegressor': timed(lambda: sklearn(n)), 'nn.Sequential, Adam': timed(lambda: adam(n))}.items():
            print(f'{n:3} {who:24} {e:9.5f} {e/ours[1]:7.1f} {t/ours[0]:11.1f}')
