"""RED-CNN-like CT denoiser with residual joins: conv3 is called where conv4 was meant."""
# input: 1x64x64
# target: CTDenoiser
import torch.nn as nn


class CTDenoiser(nn.Module):
    def __init__(self, out_ch=32):
        super(CTDenoiser, self).__init__()
        self.conv1 = nn.Conv2d(1, out_ch, 5, padding=2)
        self.conv2 = nn.Conv2d(out_ch, out_ch, 5, padding=2)
        self.conv3 = nn.Conv2d(out_ch, out_ch, 5, padding=2)
        self.tconv1 = nn.ConvTranspose2d(out_ch, out_ch, 5, padding=2)
        self.tconv2 = nn.ConvTranspose2d(out_ch, out_ch, 5, padding=2)
        self.tconv3 = nn.ConvTranspose2d(out_ch, 1, 5, padding=2)
        self.relu = nn.ReLU()

    def forward(self, x):
        # encoder
        residual_1 = x
        out = self.relu(self.conv1(x))
        out = self.relu(self.conv2(out))
        residual_2 = out
        out = self.relu(self.conv3(out))
        out = self.relu(self.conv3(out))  # expect: RES302 shared-layer
        # decoder
        out = self.tconv1(out)
        out = out + residual_2
        out = self.tconv2(self.relu(out))
        out = self.tconv3(self.relu(out))
        out = out + residual_1
        return self.relu(out)
